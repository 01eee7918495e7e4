import { css } from "lit";
import { empty } from "./empty";
import { input } from "./input";
import { layers } from "./layers";
import { ledger } from "./ledger";
import { legend } from "./legend";
import { motion } from "./motion";
import { notices } from "./notices";
import { plot } from "./plot";
import { status } from "./status";
import { toolbar } from "./toolbar";
import { train } from "./train";
import { zoom } from "./zoom";

const base = css`
	:host {
		display: block;
		height: 100%;
		color: var(--vscode-foreground);
		background: var(--vscode-editor-background);
		font-family: var(--vscode-font-family);
		font-size: var(--vscode-font-size, 13px);
		font-variant-numeric: tabular-nums;
		line-height: 1.4;
		container-type: inline-size;
		--line: var(--vscode-panel-border, var(--vscode-widget-border, rgba(128, 128, 128, 0.35)));
		--dim: var(--vscode-descriptionForeground);
		--accent: var(--vscode-focusBorder);
		--hover: var(--vscode-list-hoverBackground);
		--hair: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
		/* What a bar fills, and lines behind a curve: a border's colour would be taken for the bar, or the curve. */
		--trough: var(--hair);
		/* What a slider or a checkbox is filled with. */
		--knob: var(--vscode-button-background);
	}
	*,
	*::before,
	*::after {
		box-sizing: border-box;
	}
	.panel {
		display: flex;
		flex-direction: column;
		height: 100%;
		position: relative;
		/* Where the window is low (or enlarged) there is still a picture to see: what has no room below it is scrolled to. */
		overflow: hidden auto;
	}
	.panel.hc-black,
	.panel.hc-light {
		--line: var(--vscode-contrastBorder);
		--hair: var(--vscode-contrastBorder);
		--trough: color-mix(in srgb, var(--vscode-foreground) 20%, transparent);
		/* Buttons are as dark as the page here. */
		--knob: var(--vscode-contrastBorder);
	}
	header,
	footer {
		flex: none;
	}
	.main {
		flex: 1 0 132px;
		min-height: 0;
		position: relative;
	}
	.dim {
		color: var(--dim);
	}
	.icon {
		flex: none;
		vertical-align: -3px;
	}
	.icon-error {
		color: var(--vscode-editorError-foreground);
	}
	.icon-warning {
		color: var(--vscode-editorWarning-foreground);
	}
	.icon-info {
		color: var(--vscode-editorInfo-foreground);
	}
	.sr-only {
		position: absolute;
		width: 1px;
		height: 1px;
		overflow: hidden;
		clip-path: inset(50%);
		white-space: nowrap;
	}
	button {
		font: inherit;
		color: inherit;
		background: none;
		border: 0;
		padding: 0;
		text-align: inherit;
		cursor: pointer;
	}
	:focus-visible {
		outline: 1px solid var(--accent);
		outline-offset: -1px;
	}
	code,
	pre {
		font-family: var(--vscode-editor-font-family, monospace);
		font-size: var(--vscode-editor-font-size, 12px);
	}
	h2 {
		font-size: 1.25em;
		font-weight: 600;
		margin: 0 0 8px;
	}
	h3 {
		font-size: 1em;
		font-weight: 600;
		margin: 0 0 6px;
	}
	figure {
		margin: 0;
	}
	figcaption {
		margin-top: 4px;
		font-size: 11px;
		line-height: 16px;
	}
	.panel.dropping::after {
		content: "";
		position: absolute;
		inset: 4px;
		border: 2px dashed var(--accent);
		background: var(--vscode-editor-dropIntoPromptBackground, transparent);
		opacity: 0.6;
		pointer-events: none;
	}
	.link {
		color: var(--vscode-textLink-foreground);
	}
	.link:hover {
		text-decoration: underline;
	}
	convscope-toolbar,
	convscope-input-strip,
	convscope-legend {
		display: flex;
		align-items: center;
		gap: 12px;
		padding: 0 16px;
		flex: none;
		min-width: 0;
	}
`;

export const styles = [base, toolbar, input, notices, legend, status, empty, ledger, layers, zoom, motion, train, plot];
