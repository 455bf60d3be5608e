/** Custom images of Zenlayer Cloud virtual machines for Pulumi programs. */
export { CustomImage } from "./customImage";
export type { CustomImageArgs, ProviderArgs } from "./generated/types";
export { Provider } from "./zenlayerProvider";
