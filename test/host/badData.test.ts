import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { greyPng } from "./png";
import { api, closeEverything, openNewModel, panelFrame, replaceText, until, workspaceFile } from "./support";

const model = `{
	"name": "Bad data", "input": [1, 8, 8],
	"layers": [{ "type": "Flatten" }, { "type": "Linear", "out_features": 2 }],
	"train": { "data": "bad", "lr": 0.1, "batch_size": 4, "epochs": 100000, "test_split": 0.25 }
}`;

/** Two classes that are easily told apart: dark above, dark below. */
const drawn = (label: number): Buffer => greyPng(12, 12, (_, y) => (y < 6 === (label === 0) ? 20 : 230));

/** What a folder of pictures may do to a run: be damaged, be far too large, and go away. */
suite("data that are damaged, or go away", () => {
	let editor: vscode.TextEditor;
	let session: Session;
	let panel: FrameLocator;
	let named = "bad";

	const run = () => session.training.run;
	const at = (...names: string[]) => path.join(workspaceFile("bad").fsPath, "..", ...names);
	const problems = () => vscode.languages.getDiagnostics(editor.document.uri).filter(({ code }) => code === "data-folder");
	const said = (message: RegExp) =>
		until(
			`${message} is said`,
			() =>
				problems().some((problem) => message.test(problem.message)) ||
				assert.fail(
					problems()
						.map(({ message }) => message)
						.join(),
				),
		);
	const train = () => vscode.commands.executeCommand("convscope.train");
	const reset = () => vscode.commands.executeCommand("convscope.resetTraining");

	async function name(data: string): Promise<void> {
		await reset();
		await replaceText(editor, `"data": "${named}"`, `"data": "${data}"`);
		named = data;
		await until("the text is read", () => session.analysis.train?.recipe?.data === data);
	}

	function folder(data: string, pictures: number): void {
		for (const [label, part] of ["a", "b"].entries()) {
			mkdirSync(at(data, part), { recursive: true });
			for (let n = 0; n < pictures; n++) writeFileSync(at(data, part, `${n}.png`), drawn(label));
		}
	}

	suiteSetup(async () => {
		await closeEverything();
		editor = await openNewModel("bad.cnn.json", model);
		await vscode.commands.executeCommand("convscope.openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
		await panel.getByText("forward pass").waitFor();
	});
	suiteTeardown(closeEverything);

	test("damaged and enormous pictures, links that lead nowhere and files that may not be read are skipped, and counted", async () => {
		folder("mixed", 8);
		const bomb = greyPng(1, 1, () => 0);
		for (const place of [16, 20]) bomb.writeUInt32BE(30_000, place); // 900 million pixels in 70 bytes
		writeFileSync(at("mixed", "a", "bomb.png"), bomb);
		writeFileSync(at("mixed", "a", "cut.png"), drawn(0).subarray(0, 60));
		writeFileSync(at("mixed", "b", "empty.png"), "");
		symlinkSync("nowhere.png", at("mixed", "b", "dangling.png"));
		symlinkSync("circle.png", at("mixed", "b", "circle.png")); // VS Code does not list it
		writeFileSync(at("mixed", "b", "secret.png"), drawn(1));
		chmodSync(at("mixed", "b", "secret.png"), 0);
		await name("mixed");
		await train();
		await until("it trains", () => run().phase === "running" && run().step > 0, { timeout: 60_000 });
		const readable = process.getuid?.() === 0 ? 1 : 0; // root may read everything
		const notice = `${12 + readable} pictures to train with, 4 to test with; ${5 - readable} files skipped.`;
		await until(`${notice} is said`, async () => {
			assert.match((await panel.locator(".notice").allTextContents()).join(), new RegExp(notice));
			return true;
		});
		assert.deepEqual(problems(), []);
	});

	test("a folder that goes away during a run: the run goes on, pauses and goes on again, and it is said", async () => {
		folder("leaving", 8);
		await name("leaving");
		await train();
		await until("it trains", () => run().phase === "running" && run().step > 0, { timeout: 60_000 });
		renameSync(at("leaving"), at("left"));
		const { step } = run();
		await until("it goes on", () => run().step > step + 10);
		await vscode.commands.executeCommand("convscope.pauseTraining");
		await until("it pauses", () => run().phase === "paused");
		const paused = run().step;
		await train();
		await until("it goes on again", () => run().phase === "running" && run().step > paused);
		await said(/leaving is not there any more\. It is trained with what was read of it before\./);
		assert.equal(problems()[0]?.severity, vscode.DiagnosticSeverity.Warning);
		session.engine.crash("a test ended it");
		await until("it has stopped", () => run().phase === "stopped");
		await until("another worker computes", () => session.computed().then(() => true));
		await train();
		await said(/leaving is not there\. It is looked for/);
		renameSync(at("left"), at("leaving"));
		await train();
		await until("it trains again", () => run().phase === "running");
		await until("nothing is wrong any more", () => problems().length === 0);
	});

	test("a folder that goes away while it is read: it is said, nothing is trained", async () => {
		folder("fleeting", 250);
		await name("fleeting");
		void train();
		await until("some pictures are read", () => (run().reading?.done ?? 0) > 0, { interval: 5 });
		renameSync(at("fleeting"), at("fled")); // at once, whatever it holds
		await said(/fleeting is not there/);
		await until("it has left off", () => run().reading === undefined);
		assert.equal(run().phase, "idle");
		await session.computed(); // what was there before is whole
		rmSync(at("fled"), { recursive: true });
	});

	test("thousands of classes are refused at the line", async () => {
		for (let n = 0; n < 3000; n++) mkdirSync(at("crowd", `class ${n}`), { recursive: true });
		await name("crowd");
		await said(/crowd has 3,?000 sub-folders; at most 256 classes can be trained/);
		await train();
		await panel.locator(".train-notice.error", { hasText: "at most 256 classes" }).waitFor();
		assert.equal(run().phase, "idle");
	});

	test("IDX files whose gzip is cut off, or that say more than they hold", async () => {
		const images = Uint8Array.from([
			0,
			0,
			8,
			3,
			0,
			0,
			0,
			4,
			0,
			0,
			0,
			8,
			0,
			0,
			0,
			8,
			...Array.from({ length: 256 }, (_, i) => (i * 89) % 256),
		]);
		const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1]);
		const put = (part: string, pictures: Uint8Array) => {
			mkdirSync(at("packed"), { recursive: true });
			writeFileSync(at("packed", `${part}-images-idx3-ubyte.gz`), pictures);
			writeFileSync(at("packed", `${part}-labels-idx1-ubyte.gz`), gzipSync(labels));
		};
		const packed = gzipSync(images);
		put("train", packed.subarray(0, packed.length - 40));
		put("t10k", packed);
		await name("packed");
		await train();
		await said(/gzip data are damaged or cut off/);
		assert.equal(run().phase, "idle");
		put("train", gzipSync(Uint8Array.from([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1])));
		await train();
		await said(/says 4294967295×.*but holds 1/);
		assert.equal(run().phase, "idle");
		put("train", packed);
		await train();
		await until("it trains", () => run().phase === "running" && run().step > 0);
		assert.deepEqual(problems(), []);
	});
});
