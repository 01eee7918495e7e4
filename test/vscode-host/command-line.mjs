// Reads the arguments that desktop VS Code takes.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

const repeatable = ["extensionDevelopmentPath", "extensionDevelopmentKind", "enable-proposed-api"];

const pathOfUri = (uri) => decodeURIComponent(new URL(uri).pathname);

/** Splits `--name=value`, `--name` and positional arguments; the positional ones are a folder, a .code-workspace or files. */
export function readCommandLine(args) {
	const options = {};
	const lists = Object.fromEntries(repeatable.map((name) => [name, []]));
	const opened = { folder: undefined, workspace: undefined, files: [] };
	for (const argument of args) {
		const option = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(argument);
		if (!option) open(path.resolve(argument), opened);
		else if (option[1] in lists) lists[option[1]].push(option[2]);
		else options[option[1]] = option[2] ?? true;
	}
	if (options["folder-uri"]) opened.folder = pathOfUri(options["folder-uri"]);
	if (options["file-uri"]) opened.files.push(pathOfUri(options["file-uri"]));
	return { options, lists, opened };
}

function open(file, opened) {
	if (file.endsWith(".code-workspace")) opened.workspace = file;
	else if (statSync(file).isDirectory()) opened.folder = file;
	else opened.files.push(file);
}

/** The setting behind `--extensionDevelopmentKind=web`: the extensions' browser builds run in the web worker extension host. */
export function extensionKindSettings(lists) {
	if (!lists.extensionDevelopmentKind.includes("web")) return {};
	const ids = lists.extensionDevelopmentPath.map((folder) => {
		const { publisher, name } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
		return `${publisher}.${name}`;
	});
	return { "remote.extensionKind": Object.fromEntries(ids.map((id) => [id, ["web"]])) };
}

/** The pairs that the workbench's address carries in place of a command line. */
export function payloadOf({ options, lists, opened }, uri) {
	return [
		...lists.extensionDevelopmentPath.map((folder) => ["extensionDevelopmentPath", uri(folder)]),
		...(options.extensionTestsPath ? [["extensionTestsPath", uri(options.extensionTestsPath)]] : []),
		...(options["disable-extensions"] ? [["disableExtensions", "true"]] : []),
		...opened.files.map((file) => ["openFile", uri(file)]),
		["skipWelcome", "true"],
		["skipReleaseNotes", "true"],
	];
}
