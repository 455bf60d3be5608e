/** Custom images of Zenlayer Cloud virtual machines for Pulumi programs. */
export type {
  GetImageArgs,
  GetImageQuotaArgs,
  GetImageQuotaResult,
  GetImageResult,
  GetImagesArgs,
  GetImagesResult,
  GetImageUsersArgs,
  GetImageUsersResult,
  Image,
  ImageUser,
  ZoneQuota,
} from "../../provider/schemaTypes";
export { CustomImage } from "./customImage";
export type {
  CustomImageArgs,
  GetImageOutputArgs,
  GetImageQuotaOutputArgs,
  GetImagesOutputArgs,
  GetImageUsersOutputArgs,
  ProviderArgs,
} from "./generated/types";
export {
  getImage,
  getImageOutput,
  getImageQuota,
  getImageQuotaOutput,
  getImages,
  getImagesOutput,
  getImageUsers,
  getImageUsersOutput,
  type LookupOptions,
} from "./functions";
export { Provider } from "./provider";
