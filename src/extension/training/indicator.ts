import * as vscode from "vscode";
import { t } from "../l10n";
import type { Session } from "../session";
import type { Sessions } from "../sessions";
import { isActive, type Run, testAccuracy } from "./state";

/** Numbers in the status bar change at most this often. */
const QUIET_MS = 250;

/**
 * What is seen of training outside of the panel: a status-bar item while a model trains (a click pauses it; of several, the one that was worked
 * with last), and context keys that say which commands make sense for the model that is worked with.
 */
export class TrainingIndicator implements vscode.Disposable {
	private item: vscode.StatusBarItem | undefined;
	private shownAt = 0;
	/** The models that it was about. */
	private which = "";
	private readonly keys = new Map<string, boolean>();
	private readonly disposables: vscode.Disposable[];

	constructor(private readonly sessions: Sessions) {
		this.disposables = [
			sessions.onTraining(() => this.update()),
			vscode.window.onDidChangeActiveTextEditor(() => this.setKeys()),
			vscode.window.tabGroups.onDidChangeTabs(() => this.setKeys()),
		];
		this.update();
	}

	private update(): void {
		this.setKeys();
		const [training, ...others] = this.sessions.inTraining;
		if (!training) {
			this.item?.dispose();
			this.item = undefined;
			return;
		}
		const now = Date.now();
		const which = [training, ...others].map(({ name }) => name).join();
		if (this.item && which === this.which && now - this.shownAt < QUIET_MS) return;
		this.shownAt = now;
		this.which = which;
		this.show(training, others);
	}

	private show({ name, uri, training: { run } }: Session, others: readonly Session[]): void {
		const several = others.length > 0;
		const words = several ? `${name}: ${progress(run)} (+${others.length})` : progress(run);
		const what = t("{name} is being trained. Click to pause.", { name });
		const also = t("Also being trained: {names}.", { names: others.map((other) => other.name).join(", ") });
		this.item ??= vscode.window.createStatusBarItem("convscope.training", vscode.StatusBarAlignment.Left, 10);
		this.item.name = t("Convscope: training");
		// No spinning icon: one makes VS Code draw its window all the time, a quarter of a core where there is no graphics processor.
		this.item.text = `$(pulse) ${words}`;
		this.item.tooltip = several ? `${what} ${also}` : what;
		this.item.accessibilityInformation = { label: `${this.item.tooltip} ${progress(run)}`, role: "button" };
		this.item.command = { title: t("Pause"), command: "convscope.pauseTraining", arguments: [uri] };
		this.item.show();
	}

	private setKeys(): void {
		const run = this.sessions.currentSession()?.training.run;
		const keys = { "convscope.trains": run !== undefined && isActive(run.phase), "convscope.trained": (run?.step ?? 0) > 0 };
		for (const [key, value] of Object.entries(keys)) {
			if (this.keys.get(key) === value) continue;
			this.keys.set(key, value);
			void vscode.commands.executeCommand("setContext", key, value);
		}
	}

	dispose(): void {
		this.item?.dispose();
		for (const disposable of this.disposables) disposable.dispose();
	}
}

/** `epoch 2, test 96.1 % right`; before the first epoch's test, or without test pictures, what the last batches say. */
function progress(run: Run): string {
	const { epoch, phase, train } = run;
	if (phase === "loading") return t("training starts");
	const tested = testAccuracy(run);
	if (tested !== undefined) return t("epoch {epoch}, test {accuracy} % right", { epoch: epoch + 1, accuracy: (100 * tested).toFixed(1) });
	const last = train.at(-1);
	if (!last) return t("epoch {epoch}", { epoch: epoch + 1 });
	const accuracy = last.accuracy;
	return accuracy === undefined
		? t("epoch {epoch}, loss {loss}", { epoch: epoch + 1, loss: last.loss.toPrecision(3) })
		: t("epoch {epoch}, {accuracy} % right", { epoch: epoch + 1, accuracy: (100 * accuracy).toFixed(1) });
}
