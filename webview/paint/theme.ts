import type { Theme } from "./colour";

/** VS Code marks the body with the kind of its theme. High contrast light carries both high-contrast classes. */
export function readTheme(body: HTMLElement): Theme {
	const { classList } = body;
	if (classList.contains("vscode-high-contrast-light")) return "hc-light";
	if (classList.contains("vscode-high-contrast")) return "hc-black";
	return classList.contains("vscode-light") ? "light" : "dark";
}

/** Tells of every change of theme, until the returned function is called. */
export function watchTheme(body: HTMLElement, changed: (theme: Theme) => void): () => void {
	const observer = new MutationObserver(() => changed(readTheme(body)));
	observer.observe(body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-kind", "data-vscode-theme-id"] });
	return () => observer.disconnect();
}
