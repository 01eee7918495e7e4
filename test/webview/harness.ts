import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { suite, suiteSetup, suiteTeardown, teardown } from "mocha";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { HostOptions } from "./host/page";
import { bodyClasses, type ThemeName, themes } from "./themes";

const root = process.cwd();
const ORIGIN = "https://panel.test";

export const readProject = (file: string): string => readFileSync(path.join(root, file), "utf8");

export const artefact = (name: string): string => {
	const folder = process.env.CONVSCOPE_ARTEFACTS ?? path.join(root, "out/artefacts");
	mkdirSync(folder, { recursive: true });
	return path.join(folder, name);
};

/** The host's side of the page, bundled. */
async function hostScript(): Promise<string> {
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ["test/webview/host/page.ts"],
		bundle: true,
		write: false,
		format: "iife",
		platform: "browser",
		target: "es2022",
		mainFields: ["module", "main"],
		logLevel: "warning",
	});
	return outputFiles[0]?.text ?? "";
}

/** The page as the extension writes it, with the same policy. */
const pageHtml = (theme: ThemeName): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n0nce'; style-src ${ORIGIN}; font-src ${ORIGIN}; img-src ${ORIGIN} data: blob:">
<link rel="stylesheet" href="${ORIGIN}/main.css">
<title>Convscope</title>
</head>
<body class="${bodyClasses[theme]}">
<convscope-panel></convscope-panel>
<script type="module" nonce="n0nce" src="${ORIGIN}/main.js"></script>
</body>
</html>`;

export type OpenOptions = HostOptions & { readonly theme?: ThemeName; readonly width?: number; readonly height?: number };

/** A browser for one test file, and panels in it. Close it in `suiteTeardown`. */
class Harness {
	readonly #profile = mkdtempSync(path.join(os.tmpdir(), "convscope-webview-"));
	#context: BrowserContext | undefined;
	#script = "";
	readonly #built = new Map<string, string>();
	/** What went wrong in the pages: errors of scripts, refusals of the policy. */
	readonly problems: string[] = [];

	async start(): Promise<void> {
		this.#script = await hostScript();
		const built = readdirSync(path.join(root, "dist/webview")).filter((name) => /\.(js|css)$/.test(name));
		for (const name of built) this.#built.set(name, readProject(`dist/webview/${name}`));
		this.#context = await chromium.launchPersistentContext(this.#profile, {
			executablePath: process.env.CODE_HOST_CHROMIUM ?? "/usr/bin/chromium",
			args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
			viewport: { width: 1200, height: 760 },
		});
		await this.#context.exposeFunction("readProjectFile", (name: string) => readFileSync(path.join(root, name)).toString("base64"));
		await this.#context.route(`${ORIGIN}/**`, (route) => {
			const name = new URL(route.request().url()).pathname.slice(1);
			const theme = name as ThemeName;
			if (theme in themes) return route.fulfill({ contentType: "text/html", body: pageHtml(theme) });
			const type = name.endsWith(".css") ? "text/css" : "text/javascript";
			return route.fulfill({ contentType: type, body: this.#built.get(name) ?? "" });
		});
	}

	/** A panel in a theme and size, with the host behind it. */
	async open(options: OpenOptions = {}): Promise<Page> {
		const { theme = "dark", width = 1200, height = 760, ...hostOptions } = options;
		const page = await this.context.newPage();
		page.on("pageerror", (error) => this.problems.push(String(error.stack ?? error)));
		page.on("console", (message) => {
			if (message.type() === "error") this.problems.push(message.text());
		});
		await page.setViewportSize({ width, height });
		await page.addInitScript(`window.hostOptions = ${JSON.stringify(hostOptions)};`);
		await page.addInitScript({ content: themeScript(theme) });
		await page.addInitScript({ content: this.#script });
		await page.goto(`${ORIGIN}/${theme}`);
		return page;
	}

	get context(): BrowserContext {
		if (!this.#context) throw new Error("start() first");
		return this.#context;
	}

	async close(): Promise<void> {
		await this.#context?.close();
		rmSync(this.#profile, { recursive: true, force: true });
	}
}

/** Sets VS Code's variables as VS Code does: on the document's element, by script. */
const themeScript = (theme: ThemeName): string => `
window.useTheme = (variables) => { for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty("--vscode-" + name, value); };
new MutationObserver((_, observer) => { if (!document.documentElement) return; observer.disconnect(); window.useTheme(${JSON.stringify(themes[theme])}); }).observe(document, { childList: true });`;

/** Waits until the panel has painted the numbers of the newest revision, asks for no more, and nothing is on its way from one zoom to the next. */
export async function settled(page: Page): Promise<void> {
	await page.waitForFunction(() => {
		const { calls, frames, model } = window.fakeHost;
		const last = frames.at(-1);
		const drawn = calls.filter(({ name }) => name === "drawn").at(-1)?.args[0];
		return model !== undefined && last?.revision === model.revision && drawn === model.revision;
	});
	let before = -1;
	for (;;) {
		const now = await page.evaluate(() => window.fakeHost.frames.length + window.fakeHost.calls.length);
		if (now === before) break;
		before = now;
		await page.waitForTimeout(120);
	}
	await page.waitForFunction(() => !document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".motion > *"));
}

/** What a test of a suite opens. */
export interface Panels {
	/** A panel, once it has painted. */
	open(options?: OpenOptions): Promise<Page>;
	/** A panel as it is at once. */
	show(options?: OpenOptions): Promise<Page>;
}

/**
 * A suite of tests of the panel in one browser, each with a page of its own. `common` holds for every page that a test opens. After each test: the
 * host took every call, no script failed, and the policy refused nothing.
 */
export function panelSuite(title: string, common: OpenOptions, tests: (panels: Panels) => void): void {
	suite(title, function () {
		this.timeout(120_000);
		const harness = new Harness();
		const pages: Page[] = [];
		const show = async (options: OpenOptions = {}): Promise<Page> => {
			const page = await harness.open({ ...common, ...options });
			pages.push(page);
			return page;
		};
		const open = async (options?: OpenOptions): Promise<Page> => {
			const page = await show(options);
			await settled(page);
			return page;
		};
		suiteSetup(() => harness.start());
		suiteTeardown(() => harness.close());
		teardown(async () => {
			const opened = pages.splice(0).filter((page) => !page.isClosed());
			const refused = await Promise.all(opened.map((page) => page.evaluate(() => window.fakeHost.refused)));
			await Promise.all(opened.map((page) => page.close()));
			assert.deepEqual(refused.flat(), [], "the host would refuse these calls");
			assert.deepEqual(harness.problems.splice(0), [], "no script error, nothing that the policy refuses");
		});
		tests({ open, show });
	});
}

interface Violation {
	readonly id: string;
	readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core finds, in words. */
export async function violations(page: Page): Promise<readonly string[]> {
	// Through the debugger, which the page's policy does not bind.
	await page.evaluate(readProject("node_modules/axe-core/axe.min.js"));
	const found = await page.evaluate(async () => {
		const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
		return (await axe.run()).violations;
	});
	return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`);
}
