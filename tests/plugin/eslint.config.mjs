// What Obsidian's reviewers ask of a plugin. Run in the plugin's folder, whose manifest it reads.
import { defineConfig } from "eslint/config";
import obsidianmd from "eslint-plugin-obsidianmd";

export default defineConfig([
  ...obsidianmd.configs.recommended,
  {
    files: ["**/*.js", "**/*.ts"],
    languageOptions: {
      sourceType: "commonjs",
      parserOptions: { ecmaFeatures: { globalReturn: true }, project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // There is no build step: the modules are CommonJS, as Obsidian loads them, and `require` is how those import.
      "@typescript-eslint/no-require-imports": "off",
    },
  },
]);
