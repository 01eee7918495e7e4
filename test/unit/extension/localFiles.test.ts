import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	readSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import { localFiles, patiently } from "../../../src/extension/localFiles";

const bytes = (text: string) => new TextEncoder().encode(text);
const codeIs = (code: string) => (error: unknown) => error instanceof Error && "code" in error && error.code === code;
const posix = process.platform !== "win32";

suite("extension: a file of this machine that is replaced", () => {
	let folder: string;
	const at = (...names: string[]) => path.join(folder, ...names);
	const text = (...names: string[]) => readFileSync(at(...names), "utf8");

	setup(() => {
		folder = mkdtempSync(path.join(tmpdir(), "convscope-files-"));
		writeFileSync(at("old"), "the old file");
	});
	teardown(() => rmSync(folder, { recursive: true, force: true }));

	test("it is made with its folder, or replaced, and nothing lies beside it", async () => {
		await localFiles.replace(at("a", "b", "new"), bytes("one"));
		assert.equal(text("a", "b", "new"), "one");
		await localFiles.replace(at("old"), bytes("two"));
		assert.equal(text("old"), "two");
		assert.deepEqual(readdirSync(folder).sort(), ["a", "old"]);
		assert.deepEqual(readdirSync(at("a", "b")), ["new"]);
	});

	test("a name as long as names may be", async () => {
		const name = `${"é".repeat(120)}.safetensors`;
		await localFiles.replace(at(name), bytes("long"));
		assert.equal(text(name), "long");
	});

	test("its permissions stay, and its owner", async function () {
		if (!posix) this.skip(); // Windows keeps neither in this way
		chmodSync(at("old"), 0o640);
		const asRoot = process.getuid?.() === 0;
		if (asRoot) chownSync(at("old"), 1234, 1235);
		await localFiles.replace(at("old"), bytes("new"));
		const { mode, uid, gid } = statSync(at("old"));
		assert.equal(mode & 0o777, 0o640);
		if (asRoot) assert.deepEqual([uid, gid], [1234, 1235]);
	});

	test("a link stays a link, to a file that is there and to one that is not yet", async function () {
		if (!posix) this.skip(); // links need a right of their own on Windows
		mkdirSync(at("far"));
		writeFileSync(at("far", "real"), "old");
		symlinkSync("far/real", at("link"));
		symlinkSync("far/none", at("second"));
		symlinkSync("second", at("first"));
		await localFiles.replace(at("link"), bytes("new"));
		await localFiles.replace(at("first"), bytes("made"));
		assert.equal(readlinkSync(at("link")), "far/real");
		assert.equal(text("far", "real"), "new");
		assert.ok(lstatSync(at("first")).isSymbolicLink() && lstatSync(at("second")).isSymbolicLink());
		assert.equal(text("far", "none"), "made");
		assert.deepEqual(readdirSync(at("far")).sort(), ["none", "real"]);
	});

	test("links that lead in a circle are told", async function () {
		if (!posix) this.skip();
		symlinkSync("two", at("one"));
		symlinkSync("one", at("two"));
		await assert.rejects(localFiles.replace(at("one"), bytes("new")), codeIs("ELOOP"));
	});

	test("who reads the old file reads it to its end", async function () {
		if (!posix) this.skip(); // Windows refuses instead, which the next test but one is about
		const open = openSync(at("old"), "r");
		await localFiles.replace(at("old"), bytes("the new file"));
		const read = Buffer.alloc(100);
		assert.equal(read.subarray(0, readSync(open, read)).toString(), "the old file");
		assert.equal(text("old"), "the new file");
	});

	test("one that is read-only, and a folder, are refused and stay", async () => {
		chmodSync(at("old"), 0o444);
		await assert.rejects(localFiles.replace(at("old"), bytes("new")), codeIs("EACCES"));
		assert.equal(text("old"), "the old file");
		mkdirSync(at("folder"));
		await assert.rejects(localFiles.replace(at("folder"), bytes("new")), codeIs("EISDIR"));
		assert.deepEqual(readdirSync(folder).sort(), ["folder", "old"]);
		chmodSync(at("old"), 0o644);
	});

	test("who stands in the way for a moment is waited for; any other error is not", async () => {
		const failing = (code: string, times: number) => {
			let tries = 0;
			return async () => {
				if (tries++ < times) throw Object.assign(new Error(code), { code });
				return tries;
			};
		};
		assert.equal(await patiently(failing("EBUSY", 2), [0, 0, 0]), 3);
		await assert.rejects(patiently(failing("EPERM", 9), [0, 0]), codeIs("EPERM"));
		const full = failing("ENOSPC", 1);
		await assert.rejects(patiently(full, [0, 0]), codeIs("ENOSPC"));
		assert.equal(await full(), 2, "it was tried once");
	});

	test("a name goes to another, and what had that is replaced", async () => {
		writeFileSync(at("other"), "other");
		await localFiles.rename(at("old"), at("other"));
		assert.equal(text("other"), "the old file");
		await assert.rejects(localFiles.rename(at("old"), at("other")), codeIs("ENOENT"));
		assert.equal(text("other"), "the old file");
	});
});

// A disk is really full here: one of 64 KiB. Only root can mount one, and only on Linux.
const canMount = process.platform === "linux" && process.getuid?.() === 0;

suite("extension: a file on a full disk", () => {
	let disk: string;
	let mounted = false;

	suiteSetup(() => {
		disk = mkdtempSync(path.join(tmpdir(), "convscope-full-"));
		if (!canMount) return;
		try {
			execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "ignore" });
			mounted = true;
		} catch {
			// A container without the right to: the test is skipped.
		}
	});
	suiteTeardown(() => {
		if (mounted) execFileSync("umount", [disk]);
		rmSync(disk, { recursive: true });
	});

	test("the old file stays whole, and nothing lies beside it (needs root on Linux, to mount a disk of 64 KiB)", async function () {
		if (!mounted) this.skip();
		const file = path.join(disk, "weights.safetensors");
		const old = new Uint8Array(20_000).fill(7);
		await localFiles.replace(file, old);
		await assert.rejects(localFiles.replace(file, new Uint8Array(100_000)), codeIs("ENOSPC"));
		assert.deepEqual(new Uint8Array(readFileSync(file)), old);
		assert.deepEqual(readdirSync(disk), ["weights.safetensors"]);
		await localFiles.replace(file, new Uint8Array(30_000).fill(8));
		assert.equal(readFileSync(file).length, 30_000, "with room again, it is replaced");
		await assert.rejects(localFiles.replace(path.join(disk, "another"), new Uint8Array(100_000)), codeIs("ENOSPC"));
		assert.ok(!existsSync(path.join(disk, "another")));
	});
});
