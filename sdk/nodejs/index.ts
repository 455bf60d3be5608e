/** Custom images of Zenlayer Cloud virtual machines for Pulumi programs. */
export type {
  GetImageArgs,
  GetImageQuotaArgs,
  GetImageQuotaResult,
  GetImageResult,
  GetImagesArgs,
  GetImagesResult,
  Image,
  ZoneQuota,
} from "../../provider/schemaTypes";
export { CustomImage } from "./customImage";
export type {
  CustomImageArgs,
  GetImageOutputArgs,
  GetImageQuotaOutputArgs,
  GetImagesOutputArgs,
  ProviderArgs,
} from "./generated/types";
export {
  getImage,
  getImageOutput,
  getImageQuota,
  getImageQuotaOutput,
  getImages,
  getImagesOutput,
  type LookupOptions,
} from "./functions";
export { Provider } from "./provider";
