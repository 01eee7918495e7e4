import { css } from "lit";

/** Toolbar, input strip, notices, legend, status, ledger and empty states. */
export const chrome = css`
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
	convscope-toolbar {
		height: 38px;
		border-bottom: 1px solid var(--line);
	}
	.breadcrumb {
		display: flex;
		align-items: center;
		gap: 4px;
		min-width: 0;
		flex: 1;
	}
	.crumb {
		padding: 2px 4px;
		margin-left: -4px;
		border-radius: 3px;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	button.crumb {
		color: var(--dim);
	}
	button.crumb:hover {
		color: var(--vscode-foreground);
		background: var(--vscode-toolbar-hoverBackground);
	}
	.crumb.here {
		font-size: inherit;
		font-weight: 600;
		margin-block: 0;
	}
	.views {
		display: flex;
		gap: 2px;
	}
	.tool {
		display: flex;
		align-items: center;
		gap: 6px;
		padding: 3px 8px;
		border-radius: 5px;
		color: var(--vscode-foreground);
	}
	.tool:hover {
		background: var(--vscode-toolbar-hoverBackground);
	}
	.tool[aria-pressed="true"] {
		background: var(--vscode-inputOption-activeBackground, var(--vscode-toolbar-activeBackground));
		color: var(--vscode-inputOption-activeForeground, inherit);
		outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
		outline-offset: -1px;
	}
	.tool:focus-visible {
		outline: 1px solid var(--accent);
	}
	convscope-input-strip {
		height: 56px;
		border-bottom: 1px solid var(--line);
	}
	.select {
		font: inherit;
		height: 26px;
		padding: 0 4px;
		color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
		background: var(--vscode-dropdown-background, var(--vscode-editor-background));
		border: 1px solid var(--vscode-dropdown-border, var(--line));
		border-radius: 3px;
	}
	.carousel {
		flex: 1;
		min-width: 0;
		height: 52px;
		overflow: auto hidden;
		scrollbar-width: none;
		display: flex;
		align-items: center;
		mask-image: linear-gradient(to right, #000 calc(100% - 28px), transparent);
	}
	.samples {
		position: relative;
		height: 40px;
		flex: none;
	}
	.sample {
		position: absolute;
		top: 2px;
		width: 36px;
		height: 36px;
		border-radius: 2px;
		cursor: pointer;
		overflow: hidden;
	}
	.sample canvas {
		width: 100%;
		height: 100%;
		display: block;
		image-rendering: pixelated;
		background: var(--hair);
	}
	.sample[aria-selected="true"] {
		box-shadow:
			0 0 0 1px var(--vscode-editor-background),
			0 0 0 3px var(--accent);
		overflow: visible;
	}
	.sample:focus-visible {
		outline: 2px solid var(--vscode-foreground);
		outline-offset: 1px;
	}
	vscode-button {
		flex: none;
	}
	/* They float, so that a fault while typing moves nothing. */
	convscope-notices {
		position: absolute;
		left: 16px;
		right: 16px;
		bottom: 16px;
		pointer-events: none;
		z-index: 2;
	}
	.notice {
		display: flex;
		align-items: flex-start;
		gap: 8px;
		width: fit-content;
		max-width: 640px;
		margin: 6px auto 0;
		padding: 7px 12px;
		border: 1px solid var(--vscode-editorWidget-border, var(--line));
		border-radius: 6px;
		color: var(--vscode-editorWidget-foreground, inherit);
		background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
		box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
		pointer-events: auto;
	}
	.notice .icon {
		margin-top: 1px;
	}
	.notice span {
		flex: 1;
		min-width: 0;
	}
	.notice button {
		flex: none;
	}
	convscope-legend {
		border-top: 1px solid var(--line);
		flex-wrap: wrap;
		padding: 6px 16px;
		gap: 6px 20px;
		min-height: 38px;
	}
	.scales {
		display: flex;
		flex-wrap: wrap;
		gap: 4px 20px;
		flex: 1 1 auto;
	}
	.scale {
		display: flex;
		align-items: baseline;
		gap: 6px;
		font-size: 11px;
	}
	.scale-name {
		font-weight: 600;
	}
	.scale-end {
		color: var(--dim);
		min-width: 40px;
	}
	.scale-end:first-of-type {
		text-align: right;
	}
	.scale-name + .scale-end {
		text-align: right;
	}
	.scale-bar {
		position: relative;
		display: inline-block;
		width: 112px;
		height: 22px;
		align-self: center;
	}
	.scale-colours {
		position: absolute;
		inset: 1px 0 auto;
		height: 8px;
		border-radius: 1px;
		outline: 1px solid var(--hair);
	}
	.scale-zero {
		position: absolute;
		top: 9px;
		left: 50%;
		translate: -50% 0;
		font-size: 10px;
		line-height: 12px;
		color: var(--dim);
	}
	.segments {
		display: flex;
		align-items: center;
		border: 0;
		padding: 0;
		margin: 0;
		min-width: 0;
	}
	.segments legend {
		float: left;
		padding: 0 8px 0 0;
		font-size: 11px;
		color: var(--dim);
	}
	.segment {
		position: relative;
		cursor: pointer;
	}
	.segment input {
		position: absolute;
		inset: 0;
		margin: 0;
		opacity: 0;
		cursor: pointer;
	}
	.segment span {
		display: block;
		padding: 2px 8px;
		font-size: 11px;
		line-height: 16px;
		border: 1px solid var(--line);
		margin-left: -1px;
		white-space: nowrap;
	}
	.segment:first-of-type span {
		border-radius: 4px 0 0 4px;
	}
	.segment:last-of-type span {
		border-radius: 0 4px 4px 0;
	}
	.segment:hover span {
		background: var(--vscode-toolbar-hoverBackground);
	}
	.segment input:checked + span {
		background: var(--vscode-inputOption-activeBackground, var(--vscode-toolbar-activeBackground));
		color: var(--vscode-inputOption-activeForeground, inherit);
		border-color: var(--vscode-inputOption-activeBorder, var(--accent));
		position: relative;
	}
	.hc-black .segment input:checked + span,
	.hc-light .segment input:checked + span,
	.hc-black .tool[aria-pressed="true"],
	.hc-light .tool[aria-pressed="true"] {
		box-shadow: inset 0 0 0 1px var(--vscode-contrastActiveBorder);
		font-weight: 700;
	}
	.segment input:focus-visible + span {
		outline: 1px solid var(--accent);
		outline-offset: 1px;
	}
	convscope-status {
		display: block;
		flex: none;
		border-top: 1px solid var(--line);
	}
	.twin {
		display: flex;
		flex-wrap: wrap;
		gap: 0 14px;
		height: 30px;
		overflow: hidden;
		align-items: center;
		align-content: flex-start;
		padding: 6px 16px;
		font-size: 12px;
		line-height: 18px;
	}
	.twin-name {
		font-weight: 600;
	}
	.twin-value {
		font-weight: 600;
	}
	.status {
		display: flex;
		align-items: center;
		gap: 12px;
		padding: 3px 16px;
		min-height: 34px;
		border-top: 1px solid var(--line);
	}
	.facts {
		flex: 1;
		min-width: 0;
		display: flex;
		flex-wrap: wrap;
		gap: 2px 16px;
		align-items: center;
	}
	.fact {
		display: inline-flex;
		align-items: center;
		gap: 5px;
	}
	.reads {
		font-weight: 600;
	}
	.empty {
		max-width: 460px;
		margin: 0 auto;
		padding: 48px 24px;
	}
	.empty pre {
		padding: 12px 14px;
		background: var(--vscode-textCodeBlock-background);
		border: 1px solid var(--hair);
		border-radius: 4px;
		overflow: auto;
	}
	convscope-ledger {
		display: flex;
		flex-direction: column;
		height: 100%;
	}
	.ledger-bar {
		display: flex;
		gap: 8px;
		padding: 10px 16px;
	}
	.ledger-scroller {
		flex: 1;
		min-height: 0;
		overflow: auto;
	}
	.ledger {
		border-collapse: separate;
		border-spacing: 0;
		min-width: 100%;
	}
	.ledger th,
	.ledger td {
		padding: 4px 14px;
		font-weight: normal;
		text-align: left;
		white-space: nowrap;
		border-bottom: 1px solid var(--hair);
	}
	.ledger .number {
		text-align: right;
	}
	.ledger thead th {
		position: sticky;
		top: 0;
		z-index: 1;
		background: var(--vscode-editor-background);
		border-bottom: 1px solid var(--line);
		color: var(--dim);
		font-size: 11px;
	}
	.ledger th:first-child {
		padding-left: 16px;
	}
	.ledger tbody tr[data-key] {
		cursor: pointer;
	}
	.ledger tbody tr[data-key]:hover {
		background: var(--hover);
	}
	.ledger tr.selected {
		background: var(--vscode-list-inactiveSelectionBackground);
		outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
		outline-offset: -1px;
	}
	.ledger tr.stale td {
		opacity: 0.55;
	}
	.ledger .layer-type {
		font-weight: 600;
	}
	.ledger tfoot th,
	.ledger tfoot td {
		position: sticky;
		bottom: 0;
		background: var(--vscode-editor-background);
		border-top: 1px solid var(--line);
		border-bottom: 0;
		font-weight: 600;
		vertical-align: top;
	}
	.ledger tfoot .dim {
		font-weight: normal;
	}
	.row-name {
		padding: 0 2px;
		margin: 0 -2px;
	}
	@container (max-width: 560px) {
		convscope-input-strip {
			gap: 8px;
		}
		.tool span {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
		.scales {
			gap: 2px 14px;
			justify-content: space-between;
		}
		.scale {
			gap: 4px;
		}
		.scale-bar {
			width: 60px;
		}
		.scale-end {
			min-width: 0;
		}
		.segments legend,
		.revision {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
		convscope-legend {
			padding: 5px 12px;
			gap: 5px 12px;
		}
		.segment span {
			padding: 1px 6px;
		}
		.twin {
			height: 48px;
		}
	}
`;
