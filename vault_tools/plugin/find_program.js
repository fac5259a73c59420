"use strict";

// Finds the program on this device. Obsidian started from a desktop does not have a terminal's PATH.

/** The system calls that the search needs.
 *  @typedef {{
 *    platform: string, env: Record<string, string | undefined>, home: string,
 *    exists: (path: string) => Promise<boolean>, read: (path: string) => Promise<string>,
 *    run: (command: string, args: string[]) => Promise<string>,
 *  }} World */
/** @typedef {{command: string[], env: Record<string, string | undefined>}} Program */

const OUT_OF_FLATPAK = ["flatpak-spawn", "--host", "--watch-bus"];
const OF_PACKAGES = /^(?:LD_|PYTHON|GTK_|GDK_|GIO_|GSETTINGS_|QT_)/;
const MARK = "::vault-tools::";

/** The command line of the program, without `server`; null if it is not found.
 *  @param {World} world @param {string} setting The path set by the user, or empty. @returns {Promise<Program | null>} */
async function findProgram(world, setting) {
  const command = await foundCommand(world, setting.trim());
  if (!command) return null;
  if (isFlatpak(world)) return { command: [...OUT_OF_FLATPAK, ...command], env: world.env };
  return { command, env: ownEnvironment(world.env) };
}

/** @param {World} world @param {string} setting @returns {Promise<string[] | null>} */
async function foundCommand(world, setting) {
  if (setting) return [setting.replace(/^~(?=[/\\])/, world.home)];
  const installed = await installedCommand(world);
  if (installed) return installed;
  const name = world.platform === "win32" ? "vault-tools.exe" : "vault-tools";
  for (const folders of [pathOf(world), () => askedPath(world), () => usualFolders(world)])
    for (const folder of typeof folders === "function" ? await folders() : folders)
      if (await world.exists(`${folder}/${name}`)) return [`${folder}/${name}`];
  return isFlatpak(world) ? [name] : null; // only the host can look further
}

/** The command that `vault-tools plugin install` recorded for this device. @param {World} world @returns {Promise<string[] | null>} */
async function installedCommand(world) {
  for (const file of stateFiles(world)) {
    const text = await world.read(file).catch(() => "");
    const command = commandIn(text);
    if (command && (isFlatpak(world) || (await world.exists(command[0])))) return command;
  }
  return null;
}

/** @param {string} text @returns {string[] | null} */
function commandIn(text) {
  try {
    const { command } = JSON.parse(text);
    return Array.isArray(command) && command.length && command.every((word) => typeof word === "string") ? command : null;
  } catch {
    return null;
  }
}

/** The state folders, as `platformdirs` names them. @param {World} world @returns {string[]} */
function stateFiles({ platform, env, home }) {
  const own = [`${home}/.local/state`];
  if (platform === "darwin") own.unshift(`${home}/Library/Application Support`);
  if (platform === "win32" && env.LOCALAPPDATA) own.unshift(env.LOCALAPPDATA);
  if (platform !== "win32" && env.XDG_STATE_HOME) own.unshift(env.XDG_STATE_HOME);
  return own.map((folder) => `${folder}/vault-tools/program.json`);
}

/** @param {World} world */
function pathOf({ platform, env }) {
  return split(env.PATH ?? env.Path ?? "", platform);
}

/** The absolute folders in a PATH; a relative one would be in the vault. @param {string} path @param {string} platform */
function split(path, platform) {
  return path.split(platform === "win32" ? ";" : ":").filter((folder) => /^(?:\/|[A-Za-z]:|\\\\|%)/.test(folder));
}

/** The folders in the PATH of the login shell, or on Windows of the registry. @param {World} world @returns {Promise<string[]>} */
async function askedPath(world) {
  if (world.platform === "win32") return registryPath(world);
  const shell = world.env.SHELL;
  if (!shell || isFlatpak(world)) return [];
  const said = await world.run(shell, ["-ilc", `printf '%s%s%s' '${MARK}' "$PATH" '${MARK}'`]).catch(() => "");
  return split(said.split(MARK)[1] ?? "", world.platform);
}

/** @param {World} world @returns {Promise<string[]>} */
async function registryPath(world) {
  const keys = ["HKCU\\Environment", "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"];
  const said = await Promise.all(keys.map((key) => world.run("reg.exe", ["query", key, "/v", "Path"]).catch(() => "")));
  return said.flatMap((text) => split(/REG_(?:EXPAND_)?SZ\s+([^\r\n]+)/.exec(text)?.[1] ?? "", "win32"))
    .map((folder) => folder.replace(/%(\w+)%/g, (all, name) => world.env[name] ?? world.env[name.toUpperCase()] ?? all));
}

/** @param {World} world */
async function usualFolders({ home }) {
  return [`${home}/.local/bin`, "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/usr/local/bin", "/usr/bin"];
}

/** @param {World} world */
function isFlatpak({ env }) {
  return Boolean(env.FLATPAK_ID);
}

/** The environment without the variables that a Snap or an AppImage sets for its own libraries. @param {World["env"]} env */
function ownEnvironment(env) {
  const roots = [env.SNAP, env.APPDIR].filter((root) => root);
  if (!roots.length) return env;
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !OF_PACKAGES.test(name) || !roots.some((root) => root && value?.includes(root))),
  );
}

module.exports = { findProgram, isFlatpak };
