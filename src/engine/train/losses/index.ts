import { bceLoss } from "./BCELoss";
import { bceWithLogitsLoss } from "./BCEWithLogitsLoss";
import { crossEntropyLoss } from "./CrossEntropyLoss";
import { huberLoss } from "./HuberLoss";
import { klDivLoss } from "./KLDivLoss";
import { l1Loss } from "./L1Loss";
import { mseLoss } from "./MSELoss";
import { nllLoss } from "./NLLLoss";
import { smoothL1Loss } from "./SmoothL1Loss";

/** Every loss by PyTorch's name; each function takes the loss's settings. The only place to add one. */
export const losses = {
	CrossEntropyLoss: crossEntropyLoss,
	NLLLoss: nllLoss,
	MSELoss: mseLoss,
	L1Loss: l1Loss,
	SmoothL1Loss: smoothL1Loss,
	HuberLoss: huberLoss,
	BCELoss: bceLoss,
	BCEWithLogitsLoss: bceWithLogitsLoss,
	KLDivLoss: klDivLoss,
} as const;

export type LossName = keyof typeof losses;
