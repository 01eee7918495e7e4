import { css } from "lit";

/** Experiments; they come with their own file. */
export const experimentStyles = css`
	@scope (convscope-experiments) {
		:scope {
			display: block;
			height: 100%;
		}
		.experiments {
			height: 100%;
			overflow: auto;
			padding: 16px;
		}
		.experiments:focus-visible {
			outline: none;
		}
		.experiments .segments {
			flex-wrap: wrap;
		}
		.question {
			margin: 12px 0;
			max-width: 70ch;
		}
		.controls {
			display: flex;
			flex-wrap: wrap;
			align-items: center;
			gap: 8px 20px;
			min-height: 28px;
		}
		.field {
			font: inherit;
			max-width: 220px;
			color: var(--vscode-input-foreground);
			background: var(--vscode-input-background);
			border: 1px solid var(--vscode-input-border, var(--line));
			border-radius: 3px;
			padding: 2px 4px;
		}
		input.field {
			width: 66px;
		}
		.controls .slider {
			flex: none;
			white-space: nowrap;
			display: flex;
			align-items: center;
			gap: 8px;
		}
		.controls .slider input {
			width: 150px;
			accent-color: var(--knob);
		}
		.controls .slider output {
			min-width: 3ch;
			text-align: right;
		}
		.kernel-editor {
			display: flex;
			flex-wrap: wrap;
			align-items: flex-end;
			gap: 8px;
			margin-top: 10px;
		}
		.kernel-fields {
			display: grid;
			gap: 1px;
			max-width: 100%;
			overflow-x: auto;
			padding: 2px;
		}
		.kernel-fields input {
			font: inherit;
			font-size: 12px;
			width: 62px;
			text-align: right;
			appearance: textfield;
			border: 1px solid transparent;
			padding: 3px 4px;
		}
		.kernel-fields input::-webkit-inner-spin-button {
			display: none;
		}
		.kernel-fields .edited {
			font-weight: 700;
			text-decoration: underline;
		}
		.kernel-fields input:focus-visible {
			outline: 2px solid var(--vscode-focusBorder);
			outline-offset: 1px;
		}
		.result {
			margin-top: 12px;
		}
		.verdict {
			margin: 0 0 12px;
			font-weight: 600;
			max-width: 80ch;
		}
		.beside-each-other {
			display: flex;
			flex-wrap: wrap;
			align-items: flex-start;
			gap: 0 40px;
		}
		.beside-each-other:has(.pictures) {
			column-gap: 16px;
		}
		.pictures {
			display: flex;
			flex-wrap: wrap;
			gap: 16px;
			margin-bottom: 12px;
		}
		.pictures figure {
			margin: 0;
		}
		.pictures figcaption {
			margin-top: 4px;
			color: var(--dim);
		}
		.plane {
			display: block;
			outline: 1px solid var(--hair);
		}
		.trial-scores,
		.moves {
			border-collapse: collapse;
			margin-bottom: 16px;
		}
		.moves caption {
			text-align: left;
			padding-bottom: 4px;
			color: var(--dim);
		}
		.experiments th,
		.experiments td {
			text-align: left;
			font-weight: 400;
			padding: 2px 14px 2px 0;
			border-bottom: 1px solid var(--hair);
			white-space: nowrap;
		}
		.experiments thead th {
			color: var(--dim);
		}
		.trial-scores .winner {
			font-weight: 700;
		}
		.experiments td .score-bar {
			display: inline-block;
			width: 60px;
			vertical-align: middle;
		}
	}
`;
