import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { App } from "../app";

/**
 * A view inside of the panel. It renders into the panel's own shadow root, so that one set of styles and one order of focus hold for all.
 * Every view gets the app; the panel renders from the top whenever the state or the bytes change.
 */
export class View extends LitElement {
	@property({ attribute: false }) app: App | undefined;
	/** Counts changes of the state and of the bytes; a view renders when it changes. */
	@property({ attribute: false }) version = 0;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}
}
