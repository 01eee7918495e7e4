// The folder that `npm start` opens: the samples, copied so that they can be edited freely.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./processes.mjs";

const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/**
 * Copies media/samples into out/playground and gives that folder. A file that was edited there is left alone; one that is as it was
 * copied follows its sample. What was copied is recorded beside the folder.
 */
export function fillPlayground() {
	const samples = path.join(root, "media/samples");
	const playground = path.join(root, "out/playground");
	const recordFile = path.join(root, "out/playground.json");
	const copied = existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, "utf8")) : {};
	mkdirSync(playground, { recursive: true });
	for (const name of readdirSync(samples, { recursive: true }).map(String)) {
		const [source, target] = [path.join(samples, name), path.join(playground, name)];
		if (statSync(source).isDirectory()) {
			mkdirSync(target, { recursive: true });
			continue;
		}
		const isEdited = existsSync(target) && hashOf(target) !== copied[name];
		if (isEdited) continue;
		mkdirSync(path.dirname(target), { recursive: true });
		copyFileSync(source, target);
		copied[name] = hashOf(source);
	}
	writeFileSync(recordFile, JSON.stringify(copied, null, "\t"));
	return playground;
}
