/** The way back and the loss: what the pixel zoom loads when it is turned round, or stands at the network's end. */
export * from "./lines";
export * from "./loss";
export * from "./parts";
export * from "./way";
