import { css } from "lit";

/** The pixel zoom; it comes with its own file. */
export const pixelStyles = css`
	@scope (convscope-pixel-zoom) {
		:scope {
			display: block;
			height: 100%;
		}
		.pixel {
			height: 100%;
			overflow: auto;
			display: grid;
			grid-template-columns: 264px minmax(0, 1fr);
			align-items: start;
		}
		.pixel:focus-visible {
			outline: none;
		}
		.pixel-side {
			position: sticky;
			top: 0;
			padding: 16px;
		}
		.pixel-side h2 {
			margin: 0;
		}
		.pixel-shape {
			margin: 0 0 10px;
			height: 24px;
			line-height: 24px;
		}
		.channel {
			width: 58px;
			font: inherit;
			color: var(--vscode-input-foreground);
			background: var(--vscode-input-background);
			border: 1px solid var(--vscode-input-border, transparent);
			border-radius: 3px;
			height: 22px;
			padding: 0 4px;
		}
		.pixel-map {
			display: flex;
			align-items: flex-start;
			min-height: 60px;
		}
		.output-map {
			position: relative;
			cursor: crosshair;
		}
		.output-map:focus-visible {
			outline: 1px solid var(--accent);
			outline-offset: 3px;
		}
		.tile-picture {
			position: relative;
		}
		.tile-picture.bordered {
			background: repeating-linear-gradient(45deg, transparent 0 3px, var(--hair) 3px 4px);
			outline: 1px dashed var(--dim);
			outline-offset: -1px;
		}
		.marks {
			position: absolute;
			inset: 0;
			overflow: visible;
			pointer-events: none;
		}
		.marks .frame-under {
			fill: none;
			stroke: var(--vscode-editor-background);
			stroke-width: 4;
		}
		.marks .frame {
			fill: none;
			stroke: var(--vscode-foreground);
			stroke-width: 1.5;
		}
		.marks .dot {
			fill: var(--vscode-foreground);
			stroke: var(--vscode-editor-background);
			stroke-width: 0.5;
		}
		.marks .reach {
			fill: var(--vscode-charts-yellow);
			opacity: 0.45;
			shape-rendering: crispEdges;
		}
		.field {
			margin-top: 16px;
		}
		.field figcaption {
			display: flex;
			flex-direction: column;
			min-height: 32px;
		}
		.marks .cover {
			fill: var(--vscode-editor-background);
			opacity: 0.92;
		}
		.pixel-facts {
			display: grid;
			grid-template-columns: minmax(0, 1fr) max-content;
			gap: 4px 12px;
			margin: 10px 0 0;
		}
		.pixel-facts dt,
		.pixel-facts dd {
			white-space: nowrap;
		}
		.pixel-facts dt {
			color: var(--dim);
		}
		.pixel-facts dd {
			margin: 0;
			text-align: right;
		}
		.sweep {
			display: flex;
			align-items: center;
			gap: 6px;
			margin-top: 10px;
			height: 26px;
		}
		.sweep .slider {
			flex: 1;
			min-width: 0;
			accent-color: var(--accent);
		}
		.select {
			font: inherit;
			color: var(--vscode-dropdown-foreground);
			background: var(--vscode-dropdown-background);
			border: 1px solid var(--vscode-dropdown-border, transparent);
			border-radius: 3px;
			padding: 2px 4px;
		}
		.pixel-body {
			padding: 16px;
			border-left: 1px solid var(--line);
			min-height: 100%;
			min-width: 0;
			/* What only screen readers see stays inside. */
			position: relative;
		}
		.line {
			display: flex;
			align-items: flex-start;
			gap: 12px;
			min-height: 40px;
			margin-bottom: 14px;
			padding: 8px 10px;
			border: 1px solid var(--line);
			border-radius: 4px;
			background: var(--vscode-textCodeBlock-background);
		}
		.line.long {
			min-height: 62px;
		}
		.line-body {
			flex: 1;
			min-width: 0;
		}
		.line-caption {
			margin: 0;
			font-size: 12px;
		}
		.line-sum {
			margin: 0;
			line-height: 22px;
			user-select: text;
			overflow-wrap: anywhere;
		}
		.line-result,
		.line-after {
			white-space: nowrap;
		}
		.line-copy {
			display: flex;
			flex: none;
			font-size: 12px;
		}
		.pager {
			display: flex;
			align-items: center;
			gap: 6px;
			height: 28px;
			margin-bottom: 10px;
			font-size: 12px;
		}
		.pager-range {
			min-width: 96px;
			text-align: center;
		}
		.window-row {
			display: flex;
			align-items: center;
			gap: 16px;
			padding: 8px 0;
		}
		.window-map {
			flex: none;
			min-width: 100px;
		}
		.window-map figcaption {
			display: flex;
			flex-direction: column;
			width: 0;
			min-width: 100%;
		}
		.window-map figcaption > * {
			white-space: nowrap;
			overflow: hidden;
			text-overflow: ellipsis;
		}
		.window-grids {
			display: flex;
			align-items: center;
			gap: 8px;
			position: relative;
		}
		.operator.by {
			min-width: 124px;
			font-size: 14px;
		}
		.grid-term {
			display: flex;
			align-items: center;
			gap: 8px;
		}
		.grid-sum {
			display: flex;
			align-items: center;
			gap: 8px;
		}
		.window-row:not(.wrapped) .lead {
			display: none;
		}
		/* Where there is little room, the map and what its row comes to stand above the numbers. */
		.window-row.above {
			flex-direction: column;
			align-items: stretch;
			gap: 2px;
			padding: 10px 0 18px;
		}
		.window-row.above:not(.wrapped) {
			width: fit-content;
		}
		.above .window-map {
			display: flex;
			align-items: center;
			gap: 10px;
			min-height: 64px;
		}
		.above .window-map figcaption {
			width: auto;
			min-width: 0;
		}
		.above .grid-sum {
			position: absolute;
			right: 0;
			bottom: calc(100% + 22px);
		}
		.wrapped .window-grids {
			flex-wrap: wrap;
			min-width: 0;
		}
		.grid-box {
			flex: none;
		}
		.grid-unit {
			height: 14px;
			font-size: 10px;
			line-height: 14px;
			color: var(--dim);
			text-align: right;
		}
		.grid-unit sup {
			line-height: 1;
		}
		.numbers-grid {
			display: grid;
			width: max-content;
			outline: 1px solid var(--hair);
		}
		.numbers-row {
			display: contents;
		}
		.number {
			display: flex;
			align-items: center;
			justify-content: center;
			overflow: hidden;
			cursor: default;
			box-shadow: inset 0 0 0 0.5px rgba(128, 128, 128, 0.25);
		}
		.choosable .number {
			cursor: pointer;
		}
		.number.border {
			color: var(--dim);
			background: repeating-linear-gradient(45deg, transparent 0 3px, var(--hair) 3px 4px);
		}
		.number.winner,
		.number.lit,
		.number:focus-visible {
			outline: 2px solid var(--vscode-foreground);
			outline-offset: -2px;
			box-shadow: inset 0 0 0 3px var(--vscode-editor-background);
		}
		.number:focus-visible {
			outline-color: var(--accent);
		}
		.row-sum {
			min-width: 68px;
			text-align: right;
			font-weight: 600;
		}
		.readout {
			position: absolute;
			right: 0;
			bottom: -14px;
			font-size: 11px;
			line-height: 14px;
			height: 14px;
			color: var(--dim);
			white-space: nowrap;
		}
		.row-totals {
			display: grid;
			grid-template-columns: minmax(0, max-content) max-content;
			justify-content: start;
			gap: 4px 24px;
			margin: 12px 0 0;
			padding-top: 10px;
			border-top: 1px solid var(--line);
		}
		.row-totals dt {
			color: var(--dim);
		}
		.row-totals dd {
			margin: 0;
			text-align: right;
		}
		.row-total {
			font-weight: 600;
		}
		.hint {
			margin: 12px 0 0;
			min-height: 20px;
			font-size: 12px;
		}
		.form-pair {
			display: flex;
			flex-wrap: wrap;
			align-items: center;
			gap: 20px;
		}
		.source figcaption {
			display: flex;
			flex-direction: column;
		}
		.curve + figcaption {
			text-align: center;
		}
		.curve .axis {
			stroke: var(--line);
		}
		.curve .axis-text {
			fill: var(--dim);
			font-size: 10px;
		}
		.curve .curve-line {
			fill: none;
			stroke: var(--vscode-charts-blue);
			stroke-width: 2;
		}
		.curve .curve-guide {
			fill: none;
			stroke: var(--dim);
			stroke-dasharray: 3 3;
		}
		.curve .curve-point {
			fill: var(--vscode-editor-background);
			stroke: var(--vscode-foreground);
			stroke-width: 2;
		}
		.terms {
			border-collapse: collapse;
			font-size: 12px;
		}
		.terms th {
			padding: 2px 8px;
			font-weight: 400;
			color: var(--dim);
			text-align: right;
		}
		.terms th:first-child {
			text-align: left;
		}
		.terms td {
			padding: 2px 8px;
			white-space: nowrap;
		}
		.terms .own td {
			font-weight: 700;
		}
		.digits {
			text-align: right;
		}
		.bar-cell {
			width: 200px;
			min-width: 90px;
		}
		.bar {
			display: block;
			position: relative;
			height: 12px;
			background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat;
		}
		.bar.whole {
			background: none;
		}
		.bar-fill {
			position: absolute;
			top: 1px;
			bottom: 1px;
			min-width: 1px;
		}
		.bar-fill.adds {
			background: var(--vscode-charts-blue);
		}
		.bar-fill.takes {
			background: var(--vscode-charts-red);
		}
		.weight-detail {
			margin-bottom: 16px;
			padding: 10px 12px 12px;
			border: 1px solid var(--accent);
			border-radius: 4px;
			overflow-x: auto;
		}
		.weight-detail header {
			display: flex;
			justify-content: space-between;
			align-items: center;
		}
		.said {
			margin: 12px 0 0;
		}
		@container (max-width: 560px) {
			.pixel-shape {
				height: auto;
				margin: 0;
			}
			.pixel-shape label {
				white-space: nowrap;
			}
			.pixel-side .pixel-facts {
				grid-template-columns: minmax(0, 1fr);
				gap: 0;
			}
			.pixel-facts dd {
				text-align: left;
			}
		}
		@container (max-width: 820px) {
			.pixel {
				display: block;
			}
			.pixel-side {
				position: static;
				display: grid;
				grid-template-columns: max-content minmax(0, 1fr) max-content;
				grid-template-rows: repeat(3, max-content) 1fr;
				column-gap: 16px;
			}
			.pixel-side .field {
				grid-area: 1 / 3 / span 4 / 3;
				margin-top: 0;
			}
			.field figcaption {
				width: 0;
				min-width: 100%;
			}
			.pixel-map {
				grid-area: 1 / 1 / span 4 / 1;
			}
			.pixel-side > :not(.pixel-map, .field) {
				grid-column: 2;
			}
			.pixel-side .sweep {
				flex-wrap: wrap;
				height: auto;
			}
			.sweep .slider {
				min-width: 76px;
			}
			.pixel-body {
				border-left: 0;
				border-top: 1px solid var(--line);
				min-height: 0;
			}
		}
	}
`;
