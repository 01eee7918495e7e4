import { css } from "lit";

/** What colours mean, and what they span. */
export const legend = css`
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
	.hc-light .segment input:checked + span {
		box-shadow: inset 0 0 0 1px var(--vscode-contrastActiveBorder);
		font-weight: 700;
	}
	.segment input:focus-visible + span {
		outline: 1px solid var(--accent);
		outline-offset: 1px;
	}
	@container (max-width: 720px) {
		.scale-bar {
			width: 72px;
		}
		.scale-end {
			min-width: 0;
		}
	}
	@container (max-width: 560px) {
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
		.segments legend {
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
	}
`;
