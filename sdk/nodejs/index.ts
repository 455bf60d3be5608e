/** Custom images of Zenlayer Cloud virtual machines for Pulumi programs. */
export type {
  FamilyVersion,
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
export { ImageFamily } from "./imageFamily";
export type {
  CustomImageArgs,
  ImageFamilyArgs,
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
