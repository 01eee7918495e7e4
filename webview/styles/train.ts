import { css } from "lit";

/** Training: the bar that is always there, and the area with curves, settings and gradients that opens below it. */
export const train = css`
	convscope-train-bar {
		display: flex;
		align-items: center;
		gap: 16px;
		height: 38px;
		padding: 0 16px;
		border-top: 1px solid var(--line);
		min-width: 0;
	}
	.train-buttons {
		display: flex;
		gap: 2px;
		margin-left: -8px;
		flex: none;
	}
	.train-start,
	.train-pause {
		min-width: 92px;
	}
	.train-start:not([aria-disabled="true"]) {
		background: var(--vscode-button-background);
		color: var(--vscode-button-foreground);
	}
	.train-start:not([aria-disabled="true"]):hover {
		background: var(--vscode-button-hoverBackground);
	}
	.hc-black .train-start:not(:focus-visible),
	.hc-light .train-start:not(:focus-visible) {
		outline: 1px solid var(--vscode-contrastBorder);
		outline-offset: -1px;
	}
	.tool[aria-disabled="true"],
	.tool:disabled {
		color: var(--vscode-disabledForeground, var(--dim));
		opacity: 0.6;
		cursor: default;
		background: none;
	}
	.train-progress {
		flex: 0 1 220px;
		min-width: 120px;
	}
	convscope-train-bar:has(.train-back) .train-progress {
		flex-basis: 120px;
	}
	.train-words {
		display: flex;
		justify-content: space-between;
		gap: 8px;
		font-size: 11px;
		line-height: 15px;
		white-space: nowrap;
	}
	.scores.live .score-bar span {
		transition: none;
	}
	.train-track {
		height: 3px;
		margin-top: 2px;
		border-radius: 2px;
		background: var(--trough);
		overflow: hidden;
	}
	.train-track span {
		display: block;
		height: 100%;
		background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
	}
	.train-facts {
		flex: 1;
		min-width: 0;
		display: flex;
		gap: 18px;
		align-items: center;
		overflow: hidden;
		white-space: nowrap;
	}
	.train-fact {
		display: inline-flex;
		align-items: baseline;
		gap: 6px;
	}
	.train-fact b {
		display: inline-block;
		min-width: 46px;
		font-weight: 600;
	}
	.train-notice {
		display: flex;
		align-items: center;
		gap: 6px;
		min-width: 0;
		font-size: 12px;
		line-height: 15px;
		white-space: normal;
		max-height: 32px;
		overflow: hidden;
	}
	convscope-train-area {
		display: block;
		border-top: 1px solid var(--line);
	}
	.train-area {
		display: grid;
		grid-template-columns: 168px minmax(0, 1fr) 296px;
		gap: 0 20px;
		--high: min(244px, max(150px, 32vh));
		height: var(--high);
		padding: 10px 16px 8px;
		overflow: auto;
		/* A shadow at an edge beyond which there is more; what scrolls along covers it at the end. */
		background:
			linear-gradient(var(--vscode-editor-background) 12px, transparent) local,
			linear-gradient(transparent, var(--vscode-editor-background) 12px) bottom local,
			linear-gradient(var(--vscode-scrollbar-shadow, var(--line)), transparent),
			linear-gradient(transparent, var(--vscode-scrollbar-shadow, var(--line))) bottom;
		background-repeat: no-repeat;
		background-size:
			100% 24px,
			100% 24px,
			100% 6px,
			100% 8px;
	}
	/* A border's bright colour is no shadow: an edge is a line. */
	.hc-black .train-area,
	.hc-light .train-area {
		background-size:
			100% 24px,
			100% 24px,
			100% 1px,
			100% 1px;
	}
	.settings {
		display: grid;
		grid-template-columns: auto 76px;
		gap: 5px 8px;
		align-items: center;
		align-content: start;
	}
	.settings code {
		font-size: 11px;
	}
	.setting {
		font: inherit;
		font-variant-numeric: tabular-nums;
		width: 76px;
		height: 24px;
		padding: 0 6px;
		text-align: right;
		color: var(--vscode-input-foreground, inherit);
		background: var(--vscode-input-background, transparent);
		border: 1px solid var(--vscode-input-border, var(--line));
		border-radius: 3px;
	}
	.setting:focus-visible {
		border-color: var(--accent);
	}
	.setting:disabled {
		color: var(--dim);
		opacity: 0.6;
	}
	.setting[aria-invalid="true"] {
		border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
	}
	.setting-fault {
		grid-column: 1 / -1;
		margin: 0;
		font-size: 11px;
		line-height: 15px;
		color: var(--vscode-errorForeground);
	}
	.recipe {
		grid-column: 1 / -1;
		margin: 4px 0 0;
		font-size: 11px;
		line-height: 15px;
	}
	convscope-curves {
		display: flex;
		flex-direction: column;
		min-width: 0;
		min-height: 0;
	}
	.plots {
		display: flex;
		gap: 16px;
		flex: 1;
		min-height: 88px;
	}
	convscope-plot {
		display: flex;
		flex: 1 1 0;
		min-width: 0;
	}
	.curve {
		display: flex;
		flex-direction: column;
		flex: 1;
		min-width: 0;
	}
	.curve figcaption {
		display: flex;
		gap: 4px 14px;
		margin: 0;
		height: 16px;
		overflow: hidden;
		flex-wrap: wrap;
		white-space: nowrap;
	}
	@container (max-width: 900px) {
		/* Room for both readings, whatever the numbers. */
		.curve figcaption {
			height: 34px;
		}
	}
	.curve-name {
		font-weight: 600;
	}
	.reading b {
		font-weight: 600;
	}
	.reading i {
		display: inline-block;
		width: 14px;
		height: 0;
		margin-right: 5px;
		vertical-align: 3px;
		border-top: 2px solid var(--vscode-charts-blue);
	}
	.reading.test i {
		border-top: 2px dashed var(--vscode-charts-yellow);
	}
	.plot {
		flex: 1;
		min-height: 0;
		overflow: hidden;
		margin-top: 2px;
	}
	.plot-controls {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 2px 16px;
		min-height: 28px;
		font-size: 11px;
	}
	.check,
	.slider {
		display: inline-flex;
		align-items: center;
		gap: 6px;
		white-space: nowrap;
	}
	.check input {
		margin: 0;
		accent-color: var(--knob);
	}
	.slider input {
		width: 84px;
		margin: 0;
		accent-color: var(--knob);
	}
	.snapshots {
		flex: 1 1 160px;
	}
	.snapshots input {
		flex: 1;
		min-width: 60px;
	}
	.slider-value {
		min-width: 62px;
	}
	.beside {
		display: flex;
		flex-direction: column;
		gap: 8px;
		min-width: 0;
		min-height: 0;
	}
	.beside-body {
		flex: 1;
		min-height: 0;
		overflow: auto;
	}
	.hint {
		margin: 0;
		font-size: 12px;
	}
	.norms,
	.confusion {
		border-collapse: collapse;
		font-size: 11px;
	}
	.norms {
		width: 100%;
		table-layout: fixed;
	}
	.norms th {
		text-align: left;
		font-weight: 400;
		padding: 1px 8px 1px 0;
		white-space: nowrap;
		overflow: hidden;
		text-overflow: ellipsis;
	}
	.norms thead th {
		color: var(--dim);
		padding-bottom: 4px;
	}
	.norms td {
		padding: 1px 8px 1px 0;
	}
	.norms tr.selected th {
		font-weight: 600;
	}
	.norm-layer:hover {
		text-decoration: underline;
	}
	.norm {
		display: grid;
		grid-template-columns: minmax(0, 1fr) 36px;
		gap: 6px;
		align-items: center;
		font-variant-numeric: tabular-nums;
	}
	.norms td.ends {
		padding-right: 50px;
	}
	.norm-bar {
		display: block;
		height: 8px;
		background: var(--trough);
		border-radius: 1px;
		overflow: hidden;
	}
	.norm-bar span {
		display: block;
		height: 100%;
		background: var(--vscode-charts-purple);
	}
	.norm-bar.output span {
		background: var(--vscode-charts-green);
	}
	.swatch {
		display: inline-block;
		width: 8px;
		height: 8px;
		margin-right: 5px;
		border-radius: 1px;
		background: var(--vscode-charts-purple);
	}
	.swatch.output {
		background: var(--vscode-charts-green);
	}
	.ends {
		font-size: 10px;
	}
	.ends span + span {
		float: right;
	}
	.ends sup {
		line-height: 0;
	}
	.confusion {
		table-layout: fixed;
	}
	.confusion caption {
		caption-side: bottom;
		text-align: left;
		padding-top: 4px;
		white-space: nowrap;
	}
	.confusion th {
		font-weight: 400;
		color: var(--dim);
		padding: 0 3px;
		max-width: 64px;
	}
	.confusion th span {
		display: block;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	.confusion thead th {
		max-width: 26px;
	}
	.confusion tbody th {
		text-align: right;
	}
	.confusion td {
		width: 26px;
		height: 16px;
		padding: 0;
		text-align: center;
		border: 1px solid var(--vscode-editor-background);
	}
	.confusion .none {
		color: var(--dim);
		opacity: 0.5;
	}
	.cell {
		display: block;
		width: 100%;
		height: 100%;
		min-width: 24px;
		text-align: center;
		line-height: 15px;
	}
	.cell:not([aria-disabled="true"]):hover {
		outline: 1px solid var(--vscode-foreground);
	}
	.cell[aria-disabled="true"] {
		cursor: default;
	}
	@container (max-width: 1080px) {
		.train-area {
			grid-template-columns: 168px minmax(0, 1fr);
			grid-auto-rows: min-content;
			gap: 12px 20px;
		}
		/* What can be had beside the curves is named within the first view. */
		convscope-curves {
			height: min(182px, max(132px, calc(32vh - 62px)));
		}
		.beside {
			grid-column: 1 / -1;
			min-height: calc(var(--high) - 20px); /* it can be scrolled to before what is in it has come */
		}
		.train-fact.speed {
			display: none;
		}
	}
	@container (max-width: 820px) {
		/* One below the other, and a part of each is seen: settings, low curves, and what can be had beside them. */
		.train-area {
			grid-template-columns: minmax(0, 1fr);
			gap: 6px;
			--high: min(320px, max(150px, 38vh));
		}
		convscope-curves {
			height: auto;
		}
		.plots {
			flex: none;
			height: 132px;
		}
		.settings {
			grid-template-columns: repeat(5, auto minmax(48px, 76px));
			justify-content: start;
			gap: 4px;
		}
		.setting {
			width: 100%;
			padding-inline: 2px; /* six digits are seen whole */
			font-size: 12px;
		}
		.recipe {
			margin: 0;
		}
		.train-facts {
			flex: 1 1 auto;
			gap: 12px;
		}
		.train-progress {
			flex: 1 1 120px;
		}
		.train-words .dim {
			display: none;
		}
		.plot-controls {
			gap: 2px 12px;
		}
		.slider input {
			width: 56px;
		}
		.snapshots {
			flex: 1 1 120px;
		}
		.train-fact.accuracy {
			display: none;
		}
	}
	/* A sentence in the bar has the room that the buttons' names and the progress take. */
	@container (max-width: 1000px) {
		convscope-train-bar:has(.train-notice) .tool:not(.train-start):has(.icon) span {
			position: absolute;
			width: 1px;
			height: 1px;
			overflow: hidden;
			clip-path: inset(50%);
		}
		convscope-train-bar:has(.train-notice) .train-buttons .tool {
			min-width: 0;
		}
		convscope-train-bar .train-notice {
			flex: 1 1 240px;
		}
	}
	/* In half a window a sentence is still said whole: on a line of its own, where it does not fit beside the buttons. */
	@container (max-width: 720px) {
		convscope-train-bar:has(.train-notice) {
			flex-wrap: wrap;
			height: auto;
			min-height: 38px;
			row-gap: 4px;
			padding-block: 3px;
		}
		.train-facts:has(.train-notice) {
			flex: 1 1 280px;
		}
		.train-facts:has(.train-resume, .train-back) {
			flex-basis: 440px;
		}
		.train-facts .train-notice {
			flex-basis: 120px;
			max-height: none;
		}
		convscope-train-bar > .tool {
			margin-left: auto;
		}
	}
	/* Where it fits in no more than half, the last button would be alone on a third line. */
	@container (max-width: 580px) {
		convscope-train-bar:has(.train-notice) {
			reading-flow: flex-visual;
		}
		.train-facts:has(.train-notice) {
			order: 1;
			flex-basis: 100%;
		}
	}
	@container (max-width: 640px) {
		.train-facts:has(.train-resume, .train-back) {
			order: 1;
			flex-basis: 100%;
		}
	}
	@container (max-width: 720px) {
		convscope-train-bar {
			gap: 8px;
		}
		.train-buttons .tool {
			min-width: 0;
		}
		.train-fact b {
			min-width: 0;
		}
		.train-progress {
			flex: 1 1 64px;
			min-width: 64px;
		}
	}
	@container (max-width: 680px) {
		.train-fact.test {
			display: none;
		}
	}
	@container (max-width: 620px) {
		.train-fact:not(.loss) {
			display: none;
		}
	}
	@container (max-width: 600px) {
		.settings {
			grid-template-columns: repeat(3, auto minmax(46px, 76px));
		}
	}
	@container (max-width: 460px) {
		.plots {
			flex-direction: column;
			height: auto;
		}
		convscope-plot {
			flex: none;
			height: 120px;
		}
	}
	@container (max-width: 380px) {
		.train-fact.loss {
			display: none; /* it stands above its curve */
		}
		.settings {
			grid-template-columns: repeat(2, auto minmax(46px, 76px));
		}
	}
`;
