import { LENET, single, smallVgg, TINY_VGG } from "./models";
import type { ModelText } from "./modelText";
import { LAYERS } from "./modelText";
import { mobileNetV2, resnet18 } from "./residual";

/** Something that every engine does with the same weights and inputs. */
export interface Workload {
	readonly name: string;
	readonly title: string;
	readonly model: ModelText;
	readonly mode: "forward" | "training";
	readonly batch: number;
}

export const TRAINING_BATCH = 32;

const forward = (name: string, title: string, model: ModelText): Workload => ({ name, title, model, mode: "forward", batch: 1 });
const training = (of: string, title: string, model: ModelText): Workload => ({
	name: `${of} training`,
	title,
	model,
	mode: "training",
	batch: TRAINING_BATCH,
});

/** The comparison's work, the fast first. */
export const WORKLOADS: readonly Workload[] = [
	forward("W1", "LeNet-5, 28×28×1", LENET),
	forward("W2", "Tiny VGG, 64×64×3", TINY_VGG),
	forward("W3", "small VGG, 32×32×3", smallVgg()),
	forward("W4a", "conv 3×3 64→64 on 56×56", single([64, 56, 56], LAYERS.conv(64, 3, { padding: 1 }))),
	forward("W4b", "conv 1×1 256→64 on 56×56", single([256, 56, 56], LAYERS.conv(64, 1))),
	forward("W4c", "depthwise 3×3 on 112×112×32", single([32, 112, 112], LAYERS.conv(32, 3, { padding: 1, groups: 32 }))),
	forward("W5r", "ResNet-18, 224×224×3", resnet18()),
	forward("W5m", "MobileNetV2, 224×224×3", mobileNetV2()),
	training("W1", "LeNet-5, batch 32", LENET),
	training("W2", "Tiny VGG, batch 32", TINY_VGG),
	training("W3", "small VGG, batch 32", smallVgg()),
];
