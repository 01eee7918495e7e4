import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Which part of a view's scrolling element is on the screen, in CSS pixels. The view renders again when scrolling or a new size changes it. */
export class Seen implements ReactiveController {
	left = 0;
	top = 0;
	/** 0 until the element is on the screen. */
	width = 0;
	height = 0;
	readonly #host: ReactiveControllerHost & HTMLElement;
	readonly #selector: string;
	readonly #resize = new ResizeObserver(() => this.look());

	constructor(host: ReactiveControllerHost & HTMLElement, selector: string) {
		this.#host = host;
		this.#selector = selector;
		host.addController(this);
	}

	hostConnected(): void {
		this.#resize.observe(this.#host);
	}

	hostDisconnected(): void {
		this.#resize.disconnect();
	}

	/** Looks again; to be called after every scroll. */
	readonly look = (): void => {
		const scroller = this.#host.querySelector(this.#selector);
		if (!scroller) return;
		const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = scroller;
		if (left === this.left && top === this.top && width === this.width && height === this.height) return;
		Object.assign(this, { left, top, width, height });
		this.#host.requestUpdate();
	};
}
