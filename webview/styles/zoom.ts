import { css } from "lit";

/** The layer zoom. */
export const zoom = css`
	convscope-layer-zoom {
		display: block;
		height: 100%;
	}
	.zoom {
		height: 100%;
		overflow: auto;
		container-type: size;
		display: grid;
		grid-template-columns: 264px minmax(0, 1fr);
		align-items: start;
	}
	.zoom:focus-visible {
		outline: none;
	}
	.zoom-facts {
		position: sticky;
		top: 0;
		padding: 16px;
		max-height: 100cqh;
		overflow: auto;
	}
	.zoom-facts .doc {
		margin: 0 0 12px;
		color: var(--dim);
	}
	.facts-list {
		display: grid;
		grid-template-columns: minmax(0, max-content) minmax(0, 1fr);
		gap: 4px 12px;
		margin: 0;
	}
	.facts-list dt {
		color: var(--dim);
		overflow-wrap: anywhere;
	}
	.facts-list dd {
		margin: 0;
		overflow-wrap: anywhere;
	}
	.stepper {
		display: inline-flex;
		border: 1px solid var(--line);
		border-radius: 3px;
	}
	.stepper:focus-within {
		border-color: var(--vscode-focusBorder);
	}
	.stepper + .dim {
		font-size: 11px;
	}
	.stepper button {
		width: 18px;
		padding: 0;
		border: none;
		background: none;
		color: inherit;
		font: inherit;
		cursor: pointer;
	}
	.stepper button:hover:not(:disabled) {
		background: var(--hover);
	}
	.stepper button:disabled {
		opacity: 0.4;
		cursor: default;
	}
	.stepper input {
		width: 4ch;
		padding: 1px 0;
		border: none;
		background: none;
		color: inherit;
		font: inherit;
		text-align: center;
		appearance: textfield;
		outline: none;
	}
	.stepper input::-webkit-inner-spin-button {
		appearance: none;
		margin: 0;
	}
	.facts-list code {
		display: block;
		font-size: 11px;
		line-height: 1.6;
	}
	.against {
		margin: 14px 0 0;
		padding: 8px 10px;
		border-left: 2px solid var(--accent);
		background: color-mix(in srgb, var(--accent) 7%, transparent);
	}
	.zoom-body {
		padding: 16px;
		border-left: 1px solid var(--line);
		min-height: 100%;
		min-width: 0;
	}
	.zoom.stale convscope-sheet,
	.zoom.fault convscope-sheet {
		opacity: 0.45;
	}
	convscope-picker {
		display: block;
		margin-bottom: 20px;
	}
	.picker {
		max-height: 142px;
		overflow: auto;
		padding: 4px;
		margin: -4px;
	}
	.picker .sheet:focus-visible {
		outline: none;
	}
	.picker:has(:focus-visible) {
		outline: 1px solid var(--accent);
	}
	.picker-content {
		position: relative;
	}
	.picker-content convscope-sheet {
		position: absolute;
		left: 0;
	}
	.zoom-switch {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 4px 14px;
		min-height: 22px;
		margin-bottom: 12px;
		font-size: 12px;
	}
	.sloped .rows-content {
		width: 466px;
	}
	.sloped.plain .rows-content {
		width: 204px;
	}
	.sum {
		display: flex;
		align-items: flex-start;
		gap: 12px;
	}
	.sum-rows {
		flex: none;
		position: relative;
	}
	.rows-content {
		position: relative;
	}
	.sum-row {
		position: absolute;
		left: 0;
		display: flex;
		align-items: center;
		gap: 12px;
		height: 124px;
		white-space: nowrap;
	}
	.rows-content {
		width: 362px;
	}
	.sum-row figure {
		width: 94px;
	}
	.sum-row code {
		/* As the other captions, whatever the editor's size. */
		font-size: 11px;
	}
	.operator {
		color: var(--dim);
		font-size: 18px;
		line-height: 1;
		text-align: center;
		min-width: 16px;
	}
	.sum-result {
		position: sticky;
		top: 16px;
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 14px;
		padding: 8px 0;
	}
	.into canvas,
	.into .vector li {
		cursor: crosshair;
	}
	.sigma {
		display: flex;
		flex-direction: column;
		gap: 6px;
		font-size: 26px;
	}
	.bias {
		/* Its number comes later, and moves nothing. */
		min-width: 84px;
		font-size: 11px;
		line-height: 1.3;
		white-space: nowrap;
	}
	.vectors {
		display: flex;
		flex-wrap: wrap;
		align-items: flex-start;
		gap: 20px;
	}
	.vectors > .operator {
		padding-top: 14px;
	}
	.plain .rows-content {
		width: 96px;
	}
	.numbers {
		flex: 1 1 180px;
		min-width: 168px;
		max-width: 560px;
	}
	.vector {
		display: grid;
		grid-template-columns: repeat(auto-fill, minmax(96px, 1fr));
		gap: 2px 12px;
		font-size: 11px;
	}
	.vector li {
		display: grid;
		grid-template-columns: 28px 12px 1fr;
		gap: 6px;
		align-items: center;
	}
	.vector-index {
		color: var(--dim);
		text-align: right;
	}
	.vector-cell {
		width: 12px;
		height: 12px;
		outline: 1px solid var(--hair);
	}
	@container (max-width: 820px) {
		.zoom {
			display: flex;
			flex-direction: column;
			align-items: stretch;
			reading-flow: flex-visual; /* Tab goes as it is seen: the facts last */
		}
		.zoom > * {
			flex: none;
		}
		.zoom-facts {
			/* Not by column-reverse: what then lies above the start cannot be scrolled to. */
			order: 1;
			border-top: 1px solid var(--line);
			position: static;
			max-height: none;
		}
		.zoom-body {
			border-left: 0;
			min-height: 0;
		}
	}
	@container (max-width: 720px) {
		.sum:not(.plain) {
			flex-direction: column-reverse;
		}
		.sum:not(.plain) .sum-result {
			position: static;
		}
	}
`;
