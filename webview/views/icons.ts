import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** Outlines after VS Code's codicons (CC BY 4.0), drawn inline: the font weighs 126 kB. */
const shapes = {
	chevron: svg`<path d="M5.7 13.7 5 13l4.6-4.6L5 3.7l.7-.7 5 5v.7z"/>`,
	error: svg`<path fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm2.5 2.8.7.7L8.7 8l2.5 2.5-.7.7L8 8.7l-2.5 2.5-.7-.7L7.3 8 4.8 5.5l.7-.7L8 7.3Z"/>`,
	warning: svg`<path fill-rule="evenodd" d="M7.6 1h.9l6.4 12.3-.4.7h-13l-.4-.7L7.6 1Zm.4 1.4L2.3 13h11.4L8 2.4ZM7.4 11h1.2v1.2H7.4V11Zm0-5h1.2v4H7.4V6Z"/>`,
	info: svg`<path fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm.6 5v4.5H7.4V7h1.2Zm0-2.5v1.2H7.4V4.5h1.2Z"/>`,
	picture: svg`<path fill-rule="evenodd" d="M2 2h12l1 1v10l-1 1H2l-1-1V3l1-1Zm0 1v7.6l3-3h.7l2.4 2.4 3.1-3.1h.7L14 9V3H2Zm0 9v1h12v-2.6l-2.5-2.1-3 3h-.7L5.4 8.6 2 12Zm4-7.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2Z"/>`,
	refresh: svg`<path fill-rule="evenodd" d="M13.9 8.2A5.9 5.9 0 1 1 11.7 3.4V1.5h1V5l-.5.5H8.7v-1h2.4A4.9 4.9 0 1 0 12.9 8l1 .2Z"/>`,
	copy: svg`<path fill-rule="evenodd" d="m4 4 1-1h5.4L14 6.6V14l-1 1H5l-1-1V4Zm9 3-3-3H5v10h8V7ZM3 1 2 2v10l1 1V2h6.4l-1-1H3Z"/>`,
	stale: svg`<path fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm.5 1.5v4.3l3 1.8-.5.8-3.5-2.1V3.5h1Z"/>`,
	table: svg`<path fill-rule="evenodd" d="M1 2h14v12H1V2Zm1 1v2h12V3H2Zm0 3v3h3.5V6H2Zm4.5 0v3H14V6H6.500ZM2 10v3h3.500v-3H2Zm4.500 0v3H14v-3H6.500Z"/>`,
	network: svg`<path fill-rule="evenodd" d="M1 3h3v10H1V3Zm1 1v8h1V4H2Zm4 1h3v6H6V5Zm1 1v4h1V6H7Zm4 .500h3v3h-3v-3Zm1 1v1h1v-1h-1Z"/>`,
	play: svg`<path fill-rule="evenodd" d="M3.500 2.300 13 8l-9.500 5.700V2.300Zm1 1.800v7.800L11 8 4.500 4.100Z"/>`,
	pause: svg`<path d="M4.500 3H6v10H4.500V3Zm5.500 0h1.500v10H10V3Z"/>`,
	step: svg`<path fill-rule="evenodd" d="M2.500 2.800 10 8l-7.500 5.200V2.800Zm1 1.900v6.600L8.300 8 3.500 4.700ZM11.500 3h1.200v10h-1.200V3Z"/>`,
	reset: svg`<path fill-rule="evenodd" d="M3.300 3h1.200v10H3.300V3Zm10.200-.200v10.400L6 8l7.500-5.200Zm-1 1.900L7.700 8l4.800 3.300V4.700Z"/>`,
	beaker: svg`<path fill-rule="evenodd" d="M5 1h6v1h-1v4.700l3.800 6.600-.9 1.700H3.100l-.9-1.700L6 6.700V2H5V1Zm2 1v5L5.300 10h5.400L9 7V2H7Zm-2.300 9-1.500 2.600.2.400h9.200l.2-.4-1.500-2.600H4.700Z"/>`,
	chart: svg`<path d="M2 2h1v11h11v1H2V2Zm2.600 8.100 2.700-3.600 2.400 1.900L12.900 4l.8.600-3.800 5.200-2.400-1.900-2.100 2.800-.8-.600Z"/>`,
	save: svg`<path fill-rule="evenodd" d="M7.500 1h1v7.300l2.600-2.600.7.700L8 10.200 4.200 6.400l.7-.7 2.600 2.600V1ZM2 10h1v4h10v-4h1v5H2v-5Z"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

export const icon = (name: IconName): TemplateResult =>
	html`<svg class="icon icon-${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">${shapes[name]}</svg>`;
