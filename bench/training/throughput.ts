import * as vscode from "vscode";
import type { Controller } from "../../src/extension/controller";
import type { Session } from "../../src/extension/session";
import { until } from "../../test/host/support";
import { settle } from "../figures/clock";
import type { Figure } from "../table";

/** How long is counted, after what the change of the panel itself has set off. */
const SPAN_MS = 8000;
const SETTLE_MS = 1500;
/** A test picture goes forward only: some third of the multiply-adds of a picture that is trained with. */
const TEST_SHARE = 1 / 3;

/** Pictures that were trained with, and those of complete tests as their share. */
async function work(session: Session): Promise<number> {
	const { revision, training } = session;
	const reply = await session.engine.call("trainingNews", [{ revision, run: training.run.run, from: Number.MAX_SAFE_INTEGER, wants: [] }]);
	if (!reply.ok || reply.phase !== "running") throw new Error(`it does not train: ${JSON.stringify(reply)}`);
	const tested = reply.confusion?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
	const batch = training.shown.recipe?.batch_size ?? 1;
	return reply.step * batch + reply.epoch * tested * TEST_SHARE;
}

/** Work a second of training, in pictures. */
async function pace(session: Session): Promise<number> {
	await settle(SETTLE_MS);
	const [began, before] = [performance.now(), await work(session)];
	await settle(SPAN_MS);
	const after = await work(session);
	return (1000 * (after - before)) / (performance.now() - began);
}

/**
 * What the open panel takes of the training, by turns: hidden, open, hidden … Each open stretch is compared with the mean of the two hidden ones
 * beside it, so that other work on the machine counts for both.
 */
export async function throughputFigures(session: Session, { panel }: Controller, pairs: number): Promise<readonly Figure[]> {
	const column = panel.view.viewColumn ?? vscode.ViewColumn.Two;
	const front = await vscode.workspace.openTextDocument({ content: "in front" });
	const hide = async () => {
		await vscode.window.showTextDocument(front, { viewColumn: column, preserveFocus: true });
		await until("the panel is hidden", () => !panel.view.visible);
	};
	const show = async () => {
		panel.view.reveal(undefined, true);
		await until("the panel is there", () => panel.view.visible && session.training.run.phase === "running");
	};
	await hide();
	const hidden = [await pace(session)];
	const open: number[] = [];
	for (let n = 0; n < pairs; n++) {
		await show();
		open.push(await pace(session));
		await hide();
		hidden.push(await pace(session));
	}
	await show();
	const costs = open.map((shown, n) => 100 * (1 - shown / (((hidden[n] ?? 0) + (hidden[n + 1] ?? 0)) / 2)));
	console.log(`  pictures a second, hidden: ${hidden.map(Math.round).join(" ")}; open: ${open.map(Math.round).join(" ")}`);
	return [{ what: "the open panel takes of the training's throughput", limit: 10, unit: "%", samples: costs }];
}
