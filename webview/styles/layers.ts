import { css } from "lit";

/** The overview: layers, their sheets, the edges. */
export const layers = css`
	convscope-overview {
		display: block;
		height: 100%;
	}
	.scroller {
		height: 100%;
		overflow: auto;
		position: relative;
	}
	.content {
		position: relative;
	}
	.placed {
		position: absolute;
		display: block;
	}
	.edges {
		position: absolute;
		inset: 0;
		pointer-events: none;
	}
	.edge {
		fill: none;
		stroke: color-mix(in srgb, var(--vscode-foreground) 30%, transparent);
		stroke-width: 1.25;
	}
	.edge.skip {
		stroke: color-mix(in srgb, var(--vscode-foreground) 38%, transparent);
	}
	.edge.fault,
	.edge.stale {
		stroke-dasharray: 3 3;
	}
	.tracing .edge {
		stroke: color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
	}
	.tracing .edge.traced {
		stroke: color-mix(in srgb, var(--vscode-foreground) 65%, transparent);
		stroke-width: 1;
	}
	.hc-black .edge,
	.hc-light .edge {
		stroke: var(--vscode-foreground);
	}
	.layer {
		position: relative;
		height: 100%;
		padding: 8px;
		border-radius: 6px;
	}
	.layer:not(.input):hover {
		background: color-mix(in srgb, var(--vscode-foreground) 4%, transparent);
	}
	.layer.selected {
		background: color-mix(in srgb, var(--accent) 9%, var(--vscode-editor-background));
		box-shadow: 0 0 0 1.5px var(--accent);
	}
	.layer.fault {
		box-shadow: 0 0 0 1px var(--vscode-editorError-foreground);
	}
	.layer.fault.selected {
		box-shadow: 0 0 0 2px var(--vscode-editorError-foreground);
	}
	.layer-header {
		display: flex;
		flex-direction: column;
		width: 100%;
		height: 72px;
		line-height: 16px;
		border-radius: 3px;
		white-space: nowrap;
	}
	.rows .layer-header {
		flex-direction: row;
		align-items: baseline;
		gap: 10px;
		height: 26px;
		line-height: 18px;
		overflow: hidden;
	}
	.layer-type {
		font-weight: 600;
		display: inline-flex;
		align-items: center;
		gap: 4px;
	}
	.layer-type .icon {
		width: 14px;
		height: 14px;
	}
	.badge {
		color: var(--dim);
		display: inline-flex;
	}
	.layer-id,
	.layer-parameters {
		font-size: 11px;
		color: var(--dim);
	}
	.layer-shape {
		font-size: 12px;
	}
	.rows .layer-parameters {
		margin-left: auto;
	}
	.rows .layer-id:empty,
	.rows .layer-parameters:empty {
		display: none;
	}
	.stale convscope-sheet,
	.stale convscope-scores,
	.stale .layer-shape,
	.stale .layer-parameters,
	.stale .caption,
	.fault convscope-sheet {
		opacity: 0.38;
		filter: saturate(0.6);
	}
	.layer-issues {
		margin-bottom: 4px;
	}
	.issue {
		display: block;
		font-size: 12px;
		line-height: 16px;
		white-space: normal;
		color: var(--vscode-errorForeground);
		padding: 0 0 0 8px;
		border-left: 2px solid var(--vscode-editorError-foreground);
		margin: 0 0 6px;
	}
	.issue.warning {
		color: inherit;
		border-color: var(--vscode-editorWarning-foreground);
	}
	.issue.info {
		color: inherit;
		border-color: var(--vscode-editorInfo-foreground);
	}
	.caption {
		height: 20px;
		font-size: 11px;
		line-height: 14px;
		padding-top: 6px;
		color: var(--dim);
		white-space: nowrap;
	}
	.more {
		display: block;
		height: 22px;
		font-size: 11px;
		line-height: 22px;
		color: var(--vscode-textLink-foreground);
		white-space: nowrap;
	}
	.more:hover {
		text-decoration: underline;
	}
	convscope-sheet {
		display: block;
	}
	.sheet {
		position: relative;
		cursor: default;
	}
	.opens {
		cursor: zoom-in;
	}
	.sheet canvas {
		display: block;
		position: absolute;
		image-rendering: pixelated;
	}
	.sheet:focus-visible {
		outline: 1px solid var(--accent);
		outline-offset: 3px;
	}
	.tile-mark {
		position: absolute;
		pointer-events: none;
	}
	.tile-mark.active,
	.tile-mark.chosen {
		box-shadow:
			0 0 0 1px var(--vscode-editor-background),
			0 0 0 3px var(--accent);
	}
	.tile-mark.active {
		box-shadow:
			0 0 0 1px var(--vscode-editor-background),
			0 0 0 3px var(--vscode-foreground);
	}
	.tile-mark.pointed,
	.tile-mark.lit {
		box-shadow: 0 0 0 1.5px var(--vscode-foreground);
	}
	.scores,
	.vector {
		list-style: none;
		margin: 0;
		padding: 0;
	}
	.score {
		display: grid;
		grid-template-columns: minmax(14px, max-content) 12px 1fr 46px;
		align-items: center;
		gap: 6px;
		height: 20px;
		font-size: 11px;
	}
	convscope-scores .score-label {
		min-width: 12px;
		max-width: 64px;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
		text-align: right;
	}
	.score-cell {
		width: 12px;
		height: 12px;
		outline: 1px solid var(--hair);
	}
	.score-bar {
		height: 10px;
		background: var(--trough);
		border-radius: 1px;
		overflow: hidden;
	}
	.score-bar span {
		display: block;
		height: 100%;
		background: color-mix(in srgb, var(--vscode-foreground) 55%, transparent);
	}
	.winner {
		font-weight: 600;
	}
	.winner .score-bar span {
		background: var(--vscode-charts-blue, var(--accent));
	}
	.score-share {
		text-align: right;
		white-space: nowrap;
	}
	@media (prefers-reduced-motion: no-preference) {
		.score-bar span {
			transition: width 120ms ease-out;
		}
	}
	:host-context(body.vscode-reduce-motion) .score-bar span {
		transition: none;
	}
`;
