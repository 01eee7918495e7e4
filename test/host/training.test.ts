import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import {
	api,
	closeEverything,
	openLenet,
	openModel,
	panelFrame,
	replaceText,
	screenshot,
	setTheme,
	until,
	viewKept,
	workbenchPage,
	workspaceFile,
} from "./support";

suite("training", () => {
	let editor: vscode.TextEditor;
	let session: Session;
	let panel: FrameLocator;
	let untrained = "";

	const run = () => session.training.run;
	const command = (name: string) => vscode.commands.executeCommand(`convscope.${name}`);
	/** The first convolution's kernels as the page has painted them. */
	const kernels = () =>
		panel.locator('[aria-label="Kernels of Conv2d 0"] canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
	const painted = async () => {
		const url = await kernels();
		return url.length > 400 ? url : undefined;
	};

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Dark);
		editor = await openLenet("trained.cnn.json");
		await command("openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
		// A model's view is remembered, and other tests look at this one elsewhere.
		await (await api()).sessions.open(editor.document).openView("overview");
		// The model's last picture is remembered, and one without a label has no gradients.
		await panel.locator('.sample[data-index="7"]').click();
		await panel.locator(".fact", { hasText: "mnist #7" }).waitFor();
		await panel.getByText("forward pass").waitFor();
		await replaceText(editor, '"epochs": 3', '"epochs": 500'); // longer than these tests take
		const at = editor.document.positionAt(editor.document.getText().indexOf('"Conv2d"'));
		editor.selection = new vscode.Selection(at, at); // the panel scrolls there: what is out of view is not in the page
		await panel.locator('button.layer-header[data-key="0"][aria-current="true"]').waitFor();
		untrained = await until("the kernels are painted", painted);
	});

	suiteTeardown(closeEverything);

	test("“Convscope: Train”: the loss falls, the kernels change on the screen, and it says so", async () => {
		await command("train");
		await panel.locator(".train-area").waitFor();
		await until("it has made 60 steps", () => run().step >= 60, { timeout: 60_000 });
		const { train } = run();
		const mean = (points: typeof train) => points.reduce((sum, { loss }) => sum + loss, 0) / points.length;
		assert.ok(mean(train.slice(-5)) < 0.75 * mean(train.slice(0, 5)), train.map(({ loss }) => loss.toFixed(2)).join(" "));
		await until("the page has painted other kernels", async () => (await kernels()) !== untrained);
		await until("the page draws the curve", async () => (await panel.locator(".plot canvas").count()) === 2);
		assert.match((await panel.locator(".train-words").textContent()) ?? "", /epoch \d+ of 500.*step [\d,]+ of 62,500/s);
		await screenshot("panel-training-dark");
	});

	test("news come while it trains, and each is drawn", async () => {
		const steps = new Set<number>();
		const listening = session.training.onChanged(() => steps.add(run().step));
		await until("news have come five times", () => steps.size >= 5, { timeout: 40_000 });
		listening.dispose();
		assert.equal(run().phase, "running");
		assert.match((await panel.locator(".facts").textContent()) ?? "", /after [\d,]+ steps/);
	});

	test("pauses, and makes a single step", async () => {
		await command("pauseTraining");
		await until("it is paused", () => run().phase === "paused");
		const { step } = run();
		await command("trainStep");
		await until("it has made one step", () => run().phase === "paused" && run().step === step + 1);
		await panel.locator(".train-start", { hasText: "Continue" }).waitFor();
	});

	test("the run is exported as CSV and as JSON", async () => {
		const read = async (name: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile(name)));
		await vscode.commands.executeCommand("convscope.exportRun", "csv", workspaceFile("run.csv"));
		const [head, ...lines] = (await read("run.csv")).trimEnd().split("\n");
		assert.match(head ?? "", /^step,epoch,train_loss/);
		const steps = new Set([...run().train, ...run().test].map(({ step }) => step));
		assert.deepEqual(
			lines.map((line) => Number(line.split(",")[0])),
			[...steps].sort((a, b) => a - b),
		);
		await vscode.commands.executeCommand("convscope.exportRun", "json", workspaceFile("run.json"));
		const whole = JSON.parse(await read("run.json"));
		assert.deepEqual([whole.name, whole.recipe.data, whole.step, whole.train.length], ["LeNet-5", "mnist", run().step, run().train.length]);
		assert.ok(Date.parse(whole.began) <= Date.parse(whole.exported));
		const files = (await vscode.workspace.fs.readDirectory(workspaceFile("."))).map(([name]) => name);
		assert.deepEqual(
			files.filter((name) => name.endsWith(".part")),
			[],
		);
	});

	test("a setting changed in the panel is one edit of the text, and the run goes on with it", async () => {
		await panel.getByLabel("lr", { exact: true }).fill("0.0005");
		await panel.getByLabel("lr", { exact: true }).press("Enter");
		await until("the text has it", () => editor.document.getText().includes('"lr": 0.0005'));
		await command("train");
		await until("steps are made with it", () => run().train.at(-1)?.lr === 0.0005, { timeout: 60_000 });
	});

	test("the network edited while it trains: what fits stays, and it goes on", async () => {
		await replaceText(editor, '"out_features": 84', '"out_features": 80');
		const { step, run: before } = run();
		await until("steps are made with the new network", () => run().step > step + 5 || run().phase === "done", { timeout: 60_000 });
		await until("the panel has the new shape", () => session.layer("9")?.shape?.join() === "80");
		assert.equal(run().run, before, "it is the same run");
		assert.equal(run().notice, undefined);
		await screenshot("panel-training-edited-dark");
	});

	test("gradients have pictures in the layer zoom", async () => {
		// Behind a first step the loss is large: a network that is sure of its answer has gradients that are all 0.
		await command("resetTraining");
		await until("it is idle", () => run().phase === "idle" && run().step === 0);
		await command("trainStep");
		await until("it has made one step", () => run().phase === "paused" && run().step === 1);
		await panel.locator('button.layer-header[data-key="0"]').dblclick();
		await panel.locator(".zoom-switch").getByRole("radio", { name: "Gradients" }).check();
		await until("maps and kernels have their gradients beside them", async () => {
			const colours = await panel.locator(".slope canvas").evaluateAll((all) =>
				all.map((element) => {
					const canvas = element as HTMLCanvasElement;
					const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray(0) };
					return new Set(new Uint32Array(data.buffer)).size;
				}),
			);
			return colours.length >= 3 && colours.every((count) => count > 8);
		});
		await setTheme(vscode.ColorThemeKind.Light);
		await screenshot("panel-gradients-light");
		await setTheme(vscode.ColorThemeKind.Dark);
		await panel.locator("body").press("Escape");
		await viewKept(editor.document.uri, ({ zoom }) => zoom === "overview");
	});

	test("a run stands aside while somebody moves the caret, and goes on afterwards", async () => {
		await command("train");
		await until("it trains", () => run().phase === "running");
		const { training } = session;
		const { standAside } = training;
		let asked = 0;
		training.standAside = () => {
			asked++;
			standAside.call(training);
		};
		try {
			editor = await vscode.window.showTextDocument(editor.document, { viewColumn: vscode.ViewColumn.One });
			let line = 0;
			await until("it was asked to", () => {
				line = 1 - line; // until VS Code knows that the panel has the focus no longer
				editor.selection = new vscode.Selection(line, 0, line, 0);
				return asked > 0;
			});
		} finally {
			training.standAside = standAside;
		}
		const { step } = run();
		await until("steps are made again", () => run().step > step, { timeout: 60_000 });
	});

	test("goes on without a panel, and a new panel shows it", async () => {
		await command("train");
		await until("it trains", () => run().phase === "running" && run().step > 0);
		(await api()).sessions.controller(editor.document.uri)?.panel.view.dispose();
		const { step } = run();
		await until("steps are made without a panel", () => run().step > step || run().phase === "done", { timeout: 60_000 });
		await command("openPanel");
		assert.equal((await api()).sessions.find(editor.document.uri), session, "the same session");
		panel = await panelFrame();
		await panel.locator(".train-words", { hasText: "step" }).waitFor();
	});

	test("a reset begins anew, with the weights of the beginning", async () => {
		await command("resetTraining");
		await until("it is idle", () => run().phase === "idle" && run().step === 0);
		await replaceText(editor, '"out_features": 80', '"out_features": 84');
		await until("the kernels are the first ones", async () => (await painted()) === untrained);
		await panel.locator(".train-start", { hasText: "Train" }).waitFor();
	});

	test("back at a snapshot, it trains on from there", async () => {
		await command("train");
		await until("it has made 5 steps", () => run().step >= 5, { timeout: 60_000 });
		await session.training.showSnapshot(0);
		const { run: before, phase, shown } = run();
		assert.deepEqual([phase, shown], ["paused", 0]);
		await session.training.continueFrom(0);
		await until("it trains on", () => run().run > before && run().phase === "running" && run().step > 0, { timeout: 60_000 });
		await command("resetTraining");
		await until("it is idle", () => run().phase === "idle" && run().step === 0);
	});

	test("after a reload the last state is offered, and training goes on from there", async () => {
		const { sessions } = await api();
		const kept = () => sessions["services"].keptRuns.find(editor.document.uri);
		await command("train");
		await until("it has made 20 steps", () => run().step >= 20, { timeout: 60_000 });
		await command("pauseTraining");
		await until("it is paused", () => run().phase === "paused");
		const { step } = run();
		await until("that was kept", async () => (await kept())?.step === step);
		await closeEverything();
		await until("the session has ended", () => sessions.find(editor.document.uri) === undefined);
		editor = await openModel("trained.cnn.json");
		if (editor.document.getText().includes('"epochs": 3,')) await replaceText(editor, '"epochs": 3', '"epochs": 500');
		await command("openPanel");
		session = await until("there is a session", () => sessions.find(editor.document.uri));
		panel = await panelFrame();
		const resume = panel.locator(".train-resume", { hasText: `Continue from step ${step}` });
		await resume.waitFor();
		await screenshot("panel-training-kept-dark");
		await resume.click();
		await until("it trains on from there", () => run().phase === "running" && run().step > step, { timeout: 60_000 });
		assert.deepEqual(
			run()
				.train.slice(0, 3)
				.map((point) => point.step),
			[1, 2, 3],
			"its curve is there from the beginning",
		);
		await command("resetTraining");
		await until("it is idle", () => run().phase === "idle" && run().step === 0);
		assert.equal(await kept(), undefined, "who resets it wants nothing of it");
		assert.equal(session.training.shown.kept, undefined);
	});

	test("two models train at once; the status bar names the one that was worked with last, and a click pauses it", async () => {
		await command("train");
		await until("it trains", () => run().phase === "running");
		const item = (await workbenchPage()).locator(".statusbar-item", { hasText: /epoch \d+/ });
		await item.waitFor();
		assert.doesNotMatch((await item.textContent()) ?? "", /trained/, "alone it needs no name");
		const other = await openLenet("trained-too.cnn.json");
		await replaceText(other, '"epochs": 3', '"epochs": 500');
		await other.document.save();
		const second = (await api()).sessions.of(other.document);
		await until("the text is known", () => second.analysis.train?.recipe.epochs === 500);
		await command("train");
		await until("the other one trains, too", () => second.training.run.phase === "running" && second.training.run.step > 0, {
			timeout: 60_000,
		});
		const { step } = run();
		await until("both make steps", () => run().step > step && second.training.run.step > 1, { timeout: 60_000 });
		await item.filter({ hasText: /trained-too.*\(\+1\)/ }).waitFor();
		await item.locator("a").click();
		await until("that one is paused", () => second.training.run.phase === "paused");
		assert.equal(run().phase, "running", "and no other");
		await item.filter({ hasNotText: "trained" }).waitFor();
		editor = await openModel("trained.cnn.json");
	});

	test("closing the text and its panel ends the training", async () => {
		await command("train");
		await until("it trains", () => run().phase === "running");
		await closeEverything();
		await until("the session has ended", async () => (await api()).sessions.find(editor.document.uri) === undefined);
		assert.equal(session.training.active, false);
	});
});
