// The requirements of Obsidian's reviewers. Run in the plugin's folder, whose manifest it reads.
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
      // There is no build step: the modules are CommonJS, as Obsidian loads them, which import with `require`.
      "@typescript-eslint/no-require-imports": "off",
    },
  },
]);
