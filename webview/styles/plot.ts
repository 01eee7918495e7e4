import { css } from "lit";

/** What uPlot 1.6.32 (MIT, Leon Sorokin) needs of its own style sheet; the panel's policy lets no page load it, and it has to be inside of the panel. */
export const plot = css`
	.uplot,
	.uplot * {
		box-sizing: border-box;
	}
	.uplot {
		width: min-content;
		line-height: 1.5;
	}
	.u-wrap {
		position: relative;
		user-select: none;
	}
	.u-over,
	.u-under,
	.u-axis {
		position: absolute;
	}
	.u-under {
		overflow: hidden;
	}
	.uplot canvas {
		display: block;
		position: relative;
		width: 100%;
		height: 100%;
	}
	.u-select,
	.u-cursor-x,
	.u-cursor-y {
		position: absolute;
		left: 0;
		top: 0;
		pointer-events: none;
	}
	.u-hz .u-cursor-x {
		height: 100%;
		border-right: 1px dashed var(--dim);
	}
	.u-cursor-pt {
		position: absolute;
		top: 0;
		left: 0;
		border-radius: 50%;
		border: 0 solid;
		pointer-events: none;
		background-clip: padding-box !important;
	}
	.u-select,
	.u-cursor-y,
	.u-off {
		display: none;
	}
`;
