/** Custom images of Zenlayer Cloud virtual machines and Elastic Compute instances for Pulumi programs. */
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
  GetZecImageArgs,
  GetZecImageResult,
  GetZecImagesArgs,
  GetZecImagesResult,
  GetZecImageUsersArgs,
  GetZecImageUsersResult,
  ImageUser,
  ZecFamilyVersion,
  ZecImageInfo,
  ZoneQuota,
} from "../../provider/schemaTypes";
export { CustomImage } from "./customImage";
export { ImageFamily } from "./imageFamily";
export { ZecImage } from "./zecImage";
export { ZecImageFamily } from "./zecImageFamily";
export type {
  CustomImageArgs,
  ImageFamilyArgs,
  GetImageOutputArgs,
  GetImageQuotaOutputArgs,
  GetImagesOutputArgs,
  GetImageUsersOutputArgs,
  GetZecImageOutputArgs,
  GetZecImagesOutputArgs,
  GetZecImageUsersOutputArgs,
  ProviderArgs,
  ZecImageArgs,
  ZecImageFamilyArgs,
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
  getZecImage,
  getZecImageOutput,
  getZecImages,
  getZecImagesOutput,
  getZecImageUsers,
  getZecImageUsersOutput,
  type LookupOptions,
} from "./functions";
export { Provider } from "./provider";
