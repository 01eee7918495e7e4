import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { until } from "../../test/host/support";
import { settle } from "../figures/clock";
import type { Figure } from "../table";

/** Between two questions, so that they meet the training wherever it is. */
const pauseBetween = () => settle(60 + 80 * Math.random());

/** Notes how long each call of the worker takes while `work` runs, by its name, in ms. */
async function timed(session: Session, work: () => Promise<void>): Promise<ReadonlyMap<string, readonly number[]>> {
	const times = new Map<string, number[]>();
	const { engine } = session;
	const call = engine.call.bind(engine);
	engine.call = (name, args, deadline) => {
		const began = performance.now();
		const reply = call(name, args, deadline);
		void reply.then(() => times.set(name, [...(times.get(name) ?? []), performance.now() - began]));
		return reply;
	};
	try {
		await work();
	} finally {
		engine.call = call;
	}
	return times;
}

/** How soon the worker answers while it trains and the panel shows it: another picture, an edited network, pause, and the news between. */
export async function answerFigures({ document }: vscode.TextEditor, session: Session, count: number): Promise<readonly Figure[]> {
	const { training } = session;
	const dataset = session.input.choice.kind === "sample" ? session.input.choice.dataset : "mnist";
	const before = document.getText();
	const forward = await timed(session, async () => {
		for (let n = 0; n < count; n++) {
			session.chooseInput({ kind: "sample", dataset, index: 1 + (n % 20) });
			await session.idle;
			await pauseBetween();
		}
	});
	const edits = await timed(session, async () => {
		const digit = document.getText().lastIndexOf('"out_channels": 1') + '"out_channels": 1'.length;
		for (let n = 0; n < count; n++) {
			const edit = new vscode.WorkspaceEdit();
			edit.replace(document.uri, new vscode.Range(document.positionAt(digit), document.positionAt(digit + 1)), String((n % 9) + 1));
			const { revision } = session;
			await vscode.workspace.applyEdit(edit);
			await until("the session knows it", () => session.revision > revision, { interval: 1 });
			await session.idle;
			await pauseBetween();
		}
	});
	const whole = new vscode.WorkspaceEdit();
	whole.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), before);
	await vscode.workspace.applyEdit(whole);
	await session.idle;
	const pauses = await timed(session, async () => {
		for (let n = 0; n < count; n++) {
			await training.act("pause");
			if (training.run.phase !== "paused") throw new Error(`pausing gave ${training.run.phase}`);
			await training.act("start");
			const { step } = training.run;
			await until("it goes on", () => training.run.step > step, { interval: 10, timeout: 60_000 });
			await pauseBetween();
		}
	});
	const of = (times: ReadonlyMap<string, readonly number[]>, name: string): readonly number[] => times.get(name) ?? [];
	return [
		{ what: "another picture → the worker's answer", limit: 50, unit: "ms", samples: of(forward, "run") },
		{ what: "an edit of out_channels → the worker's answer", limit: 50, unit: "ms", samples: of(edits, "run") },
		{ what: "pause → the worker's answer", limit: 50, unit: "ms", samples: of(pauses, "pauseTraining") },
		{ what: "… : news with pictures, for comparison", limit: undefined, unit: "ms", samples: of(forward, "trainingNews") },
	];
}
