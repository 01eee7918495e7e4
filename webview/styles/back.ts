import { css } from "lit";

/** The way back and the loss; they come with their own file. */
export const backStyles = css`
	@scope (convscope-pixel-zoom) {
		.back-line {
			display: block;
			min-height: 66px;
			margin-bottom: 14px;
		}
		.back-line .line {
			margin-bottom: 0;
		}
		.back-parts,
		.loss-part {
			margin-top: 18px;
			padding-top: 12px;
			border-top: 1px solid var(--line);
			overflow-x: auto;
		}
		.loss-part {
			margin-bottom: 18px;
		}
		.loss-part h3 {
			margin: 0 0 8px;
		}
		.back-parts caption {
			padding-bottom: 4px;
			text-align: left;
			color: var(--dim);
		}
		.back-facts {
			width: max-content;
			margin-top: 0;
		}
		.curve .curve-tangent {
			fill: none;
			stroke: var(--vscode-charts-yellow);
			stroke-width: 2;
		}
		.loss-part:focus-visible {
			outline: 1px solid var(--accent);
			outline-offset: 3px;
		}
		.loss-terms .own {
			background: var(--vscode-list-hoverBackground);
		}
	}
`;
