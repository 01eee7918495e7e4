import * as vscode from "vscode";
import { askPlace } from "../exportPicture";
import { t } from "../l10n";
import { reasonOf } from "../reason";
import type { Session } from "../session";
import { runCsv, runJson } from "./runFile";

const formats = ["csv", "json"] as const;
export type RunFormat = (typeof formats)[number];

/** Asks for a format and a place, where they are not given, and writes the run's curves there. What goes wrong is said, and nothing is left half written. */
export async function exportRun(session: Session, given?: unknown, place?: vscode.Uri): Promise<void> {
	try {
		if (session.training.run.train.length + session.training.run.test.length === 0) throw new Error(t("nothing was trained yet"));
		const format = formats.find((each) => each === given) ?? (await askFormat());
		const target = format && (place ?? (await askPlace(session, t("Export the run"), format)));
		if (!target) return;
		await session.files.replace(target, new TextEncoder().encode(format === "csv" ? runCsv(session.training.run) : asJson(session)));
		vscode.window.setStatusBarMessage(t("{name} written.", { name: target.path.split("/").at(-1) ?? format }), 5000);
	} catch (error) {
		void vscode.window.showErrorMessage(t("The run could not be exported: {reason}", { reason: reasonOf(error) }));
	}
}

async function askFormat(): Promise<RunFormat | undefined> {
	const items = [
		{ format: "csv", label: "CSV", detail: t("The curves, a line a step") },
		{ format: "json", label: "JSON", detail: t("The curves with recipe, seeds and times") },
	] as const;
	return (await vscode.window.showQuickPick(items, { title: t("Export the run") }))?.format;
}

function asJson(session: Session): string {
	const { analysis, training, name } = session;
	return runJson(training.run, {
		name: analysis.name ?? name,
		file: name,
		parameters: analysis.totals.parameters,
		recipe: training.shown.recipe,
		weightsSeed: training.weightsSeed,
		began: training.began?.toISOString(),
		exported: new Date().toISOString(),
	});
}
