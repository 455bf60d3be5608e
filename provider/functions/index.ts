/** Functions that look up images, quotas and users of images. They change nothing, and need no resource. */
export { getImage } from "./getImage";
export { getImageQuota } from "./getImageQuota";
export { getImageUsers } from "./getImageUsers";
export { getImages } from "./getImages";
export { getZecImage, getZecImages, getZecImageUsers } from "./zecImages";
