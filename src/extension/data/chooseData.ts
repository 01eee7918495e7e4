import * as vscode from "vscode";
import { t } from "../l10n";
import { setTrain } from "../panelEdits";
import { reasonOf } from "../reason";
import type { Session } from "../session";
import { folderOf } from "../weights/locate";

/** Asks for the folder of the training data, where it is not given, and writes it into the model's text. What goes wrong is said. */
export async function chooseData(session: Session, given?: vscode.Uri): Promise<void> {
	try {
		const place = given ?? (await askFolder(session));
		if (!place) return;
		const name = await session.chooseData(place);
		await setTrain(session, "data", name);
	} catch (error) {
		void vscode.window.showErrorMessage(t("The training data could not be chosen: {reason}", { reason: reasonOf(error) }));
	}
}

async function askFolder({ uri }: Session): Promise<vscode.Uri | undefined> {
	const beside = folderOf(uri) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
	const picked = await vscode.window.showOpenDialog({
		canSelectFiles: false,
		canSelectFolders: true,
		canSelectMany: false,
		title: t("Choose the folder of the training data"),
		openLabel: t("Use for Training"),
		...(beside ? { defaultUri: beside } : {}),
	});
	return picked?.[0];
}
