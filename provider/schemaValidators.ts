// Generated from schema.json by `make codegen`; do not edit.
/* eslint-disable -- ajv wrote this: rules for people say nothing of it */
// @ts-nocheck: ajv writes code for machines, without types

var __getOwnPropNames = Object.getOwnPropertyNames;
var __commonJS = (cb, mod) =>
  function __require() {
    try {
      return (mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports);
    } catch (e) {
      throw ((mod = 0), e);
    }
  };

// node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = __commonJS({
  "node_modules/ajv/dist/runtime/ucs2length.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    function ucs2length(str) {
      const len = str.length;
      let length = 0;
      let pos = 0;
      let value;
      while (pos < len) {
        length++;
        value = str.charCodeAt(pos++);
        if (value >= 55296 && value <= 56319 && pos < len) {
          value = str.charCodeAt(pos);
          if ((value & 64512) === 56320) pos++;
        }
      }
      return length;
    }
    exports.default = ucs2length;
    ucs2length.code = 'require("ajv/dist/runtime/ucs2length").default';
  },
});

// <stdin>
var CustomImage = validate10;
var func2 = require_ucs2length().default;
var pattern0 = new RegExp("^[\\p{Script=Han}A-Za-z0-9_-]+$", "u");
var pattern1 = new RegExp("^([^/\\s]+/)?[^/\\s]+$", "u");
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(
        key0 === "instanceId" ||
        key0 === "imageName" ||
        key0 === "imageDescription" ||
        key0 === "stopInstance" ||
        key0 === "forceShutdown" ||
        key0 === "adoptImageId"
      )) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
          message: "must NOT have additional properties",
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.instanceId !== void 0) {
      let data0 = data.instanceId;
      if (typeof data0 === "string") {
        if (func2(data0) < 1) {
          const err1 = {
            instancePath: instancePath + "/instanceId",
            schemaPath: "#/properties/instanceId/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = {
          instancePath: instancePath + "/instanceId",
          schemaPath: "#/properties/instanceId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.imageName !== void 0) {
      let data1 = data.imageName;
      if (typeof data1 === "string") {
        if (func2(data1) > 24) {
          const err3 = {
            instancePath: instancePath + "/imageName",
            schemaPath: "#/properties/imageName/maxLength",
            keyword: "maxLength",
            params: { limit: 24 },
            message: "must NOT have more than 24 characters",
          };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
        if (func2(data1) < 1) {
          const err4 = {
            instancePath: instancePath + "/imageName",
            schemaPath: "#/properties/imageName/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err4];
          } else {
            vErrors.push(err4);
          }
          errors++;
        }
        if (!pattern0.test(data1)) {
          const err5 = {
            instancePath: instancePath + "/imageName",
            schemaPath: "#/properties/imageName/pattern",
            keyword: "pattern",
            params: { pattern: "^[\\p{Script=Han}A-Za-z0-9_-]+$" },
            message: 'must match pattern "^[\\p{Script=Han}A-Za-z0-9_-]+$"',
          };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
      } else {
        const err6 = {
          instancePath: instancePath + "/imageName",
          schemaPath: "#/properties/imageName/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.imageDescription !== void 0) {
      let data2 = data.imageDescription;
      if (typeof data2 === "string") {
        if (func2(data2) > 255) {
          const err7 = {
            instancePath: instancePath + "/imageDescription",
            schemaPath: "#/properties/imageDescription/maxLength",
            keyword: "maxLength",
            params: { limit: 255 },
            message: "must NOT have more than 255 characters",
          };
          if (vErrors === null) {
            vErrors = [err7];
          } else {
            vErrors.push(err7);
          }
          errors++;
        }
      } else {
        const err8 = {
          instancePath: instancePath + "/imageDescription",
          schemaPath: "#/properties/imageDescription/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
    if (data.stopInstance !== void 0) {
      if (typeof data.stopInstance !== "boolean") {
        const err9 = {
          instancePath: instancePath + "/stopInstance",
          schemaPath: "#/properties/stopInstance/type",
          keyword: "type",
          params: { type: "boolean" },
          message: "must be boolean",
        };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.forceShutdown !== void 0) {
      if (typeof data.forceShutdown !== "boolean") {
        const err10 = {
          instancePath: instancePath + "/forceShutdown",
          schemaPath: "#/properties/forceShutdown/type",
          keyword: "type",
          params: { type: "boolean" },
          message: "must be boolean",
        };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    if (data.adoptImageId !== void 0) {
      let data5 = data.adoptImageId;
      if (typeof data5 === "string") {
        if (func2(data5) < 1) {
          const err11 = {
            instancePath: instancePath + "/adoptImageId",
            schemaPath: "#/properties/adoptImageId/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err11];
          } else {
            vErrors.push(err11);
          }
          errors++;
        }
        if (!pattern1.test(data5)) {
          const err12 = {
            instancePath: instancePath + "/adoptImageId",
            schemaPath: "#/properties/adoptImageId/pattern",
            keyword: "pattern",
            params: { pattern: "^([^/\\s]+/)?[^/\\s]+$" },
            message: 'must match pattern "^([^/\\s]+/)?[^/\\s]+$"',
          };
          if (vErrors === null) {
            vErrors = [err12];
          } else {
            vErrors.push(err12);
          }
          errors++;
        }
      } else {
        const err13 = {
          instancePath: instancePath + "/adoptImageId",
          schemaPath: "#/properties/adoptImageId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
    }
  } else {
    const err14 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
      message: "must be object",
    };
    if (vErrors === null) {
      vErrors = [err14];
    } else {
      vErrors.push(err14);
    }
    errors++;
  }
  validate10.errors = vErrors;
  return errors === 0;
}
var getImage = validate11;
var schema12 = {
  $id: "getImage",
  type: "object",
  properties: {
    imageId: { type: "string", minLength: 1 },
    imageName: { type: "string", minLength: 1 },
    zoneId: { type: "string", minLength: 1 },
    imageType: { type: "string", enum: ["CUSTOM_IMAGE", "PUBLIC_IMAGE"] },
  },
  additionalProperties: false,
};
function validate11(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "imageId" || key0 === "imageName" || key0 === "zoneId" || key0 === "imageType")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
          message: "must NOT have additional properties",
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.imageId !== void 0) {
      let data0 = data.imageId;
      if (typeof data0 === "string") {
        if (func2(data0) < 1) {
          const err1 = {
            instancePath: instancePath + "/imageId",
            schemaPath: "#/properties/imageId/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = {
          instancePath: instancePath + "/imageId",
          schemaPath: "#/properties/imageId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.imageName !== void 0) {
      let data1 = data.imageName;
      if (typeof data1 === "string") {
        if (func2(data1) < 1) {
          const err3 = {
            instancePath: instancePath + "/imageName",
            schemaPath: "#/properties/imageName/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
      } else {
        const err4 = {
          instancePath: instancePath + "/imageName",
          schemaPath: "#/properties/imageName/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.zoneId !== void 0) {
      let data2 = data.zoneId;
      if (typeof data2 === "string") {
        if (func2(data2) < 1) {
          const err5 = {
            instancePath: instancePath + "/zoneId",
            schemaPath: "#/properties/zoneId/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err5];
          } else {
            vErrors.push(err5);
          }
          errors++;
        }
      } else {
        const err6 = {
          instancePath: instancePath + "/zoneId",
          schemaPath: "#/properties/zoneId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.imageType !== void 0) {
      let data3 = data.imageType;
      if (typeof data3 !== "string") {
        const err7 = {
          instancePath: instancePath + "/imageType",
          schemaPath: "#/properties/imageType/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
      if (!(data3 === "CUSTOM_IMAGE" || data3 === "PUBLIC_IMAGE")) {
        const err8 = {
          instancePath: instancePath + "/imageType",
          schemaPath: "#/properties/imageType/enum",
          keyword: "enum",
          params: { allowedValues: schema12.properties.imageType.enum },
          message: "must be equal to one of the allowed values",
        };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
    }
  } else {
    const err9 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
      message: "must be object",
    };
    if (vErrors === null) {
      vErrors = [err9];
    } else {
      vErrors.push(err9);
    }
    errors++;
  }
  validate11.errors = vErrors;
  return errors === 0;
}
var getImages = validate12;
var schema13 = {
  $id: "getImages",
  type: "object",
  properties: {
    zoneId: { type: "string", minLength: 1 },
    imageType: { type: "string", enum: ["CUSTOM_IMAGE", "PUBLIC_IMAGE"] },
    imageStatus: { type: "string" },
    osType: { type: "string" },
    category: { type: "string" },
    imageName: { type: "string", minLength: 1 },
    namePattern: { type: "string", minLength: 1 },
  },
  additionalProperties: false,
};
function validate12(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(
        key0 === "zoneId" ||
        key0 === "imageType" ||
        key0 === "imageStatus" ||
        key0 === "osType" ||
        key0 === "category" ||
        key0 === "imageName" ||
        key0 === "namePattern"
      )) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
          message: "must NOT have additional properties",
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.zoneId !== void 0) {
      let data0 = data.zoneId;
      if (typeof data0 === "string") {
        if (func2(data0) < 1) {
          const err1 = {
            instancePath: instancePath + "/zoneId",
            schemaPath: "#/properties/zoneId/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err1];
          } else {
            vErrors.push(err1);
          }
          errors++;
        }
      } else {
        const err2 = {
          instancePath: instancePath + "/zoneId",
          schemaPath: "#/properties/zoneId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.imageType !== void 0) {
      let data1 = data.imageType;
      if (typeof data1 !== "string") {
        const err3 = {
          instancePath: instancePath + "/imageType",
          schemaPath: "#/properties/imageType/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
      if (!(data1 === "CUSTOM_IMAGE" || data1 === "PUBLIC_IMAGE")) {
        const err4 = {
          instancePath: instancePath + "/imageType",
          schemaPath: "#/properties/imageType/enum",
          keyword: "enum",
          params: { allowedValues: schema13.properties.imageType.enum },
          message: "must be equal to one of the allowed values",
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.imageStatus !== void 0) {
      if (typeof data.imageStatus !== "string") {
        const err5 = {
          instancePath: instancePath + "/imageStatus",
          schemaPath: "#/properties/imageStatus/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.osType !== void 0) {
      if (typeof data.osType !== "string") {
        const err6 = {
          instancePath: instancePath + "/osType",
          schemaPath: "#/properties/osType/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.category !== void 0) {
      if (typeof data.category !== "string") {
        const err7 = {
          instancePath: instancePath + "/category",
          schemaPath: "#/properties/category/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.imageName !== void 0) {
      let data5 = data.imageName;
      if (typeof data5 === "string") {
        if (func2(data5) < 1) {
          const err8 = {
            instancePath: instancePath + "/imageName",
            schemaPath: "#/properties/imageName/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
      } else {
        const err9 = {
          instancePath: instancePath + "/imageName",
          schemaPath: "#/properties/imageName/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.namePattern !== void 0) {
      let data6 = data.namePattern;
      if (typeof data6 === "string") {
        if (func2(data6) < 1) {
          const err10 = {
            instancePath: instancePath + "/namePattern",
            schemaPath: "#/properties/namePattern/minLength",
            keyword: "minLength",
            params: { limit: 1 },
            message: "must NOT have fewer than 1 characters",
          };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      } else {
        const err11 = {
          instancePath: instancePath + "/namePattern",
          schemaPath: "#/properties/namePattern/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
  } else {
    const err12 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
      message: "must be object",
    };
    if (vErrors === null) {
      vErrors = [err12];
    } else {
      vErrors.push(err12);
    }
    errors++;
  }
  validate12.errors = vErrors;
  return errors === 0;
}
var getImageQuota = validate13;
function validate13(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!(key0 === "zoneIds")) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
          message: "must NOT have additional properties",
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.zoneIds !== void 0) {
      let data0 = data.zoneIds;
      if (Array.isArray(data0)) {
        const len0 = data0.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data1 = data0[i0];
          if (typeof data1 === "string") {
            if (func2(data1) < 1) {
              const err1 = {
                instancePath: instancePath + "/zoneIds/" + i0,
                schemaPath: "#/properties/zoneIds/items/minLength",
                keyword: "minLength",
                params: { limit: 1 },
                message: "must NOT have fewer than 1 characters",
              };
              if (vErrors === null) {
                vErrors = [err1];
              } else {
                vErrors.push(err1);
              }
              errors++;
            }
          } else {
            const err2 = {
              instancePath: instancePath + "/zoneIds/" + i0,
              schemaPath: "#/properties/zoneIds/items/type",
              keyword: "type",
              params: { type: "string" },
              message: "must be string",
            };
            if (vErrors === null) {
              vErrors = [err2];
            } else {
              vErrors.push(err2);
            }
            errors++;
          }
        }
      } else {
        const err3 = {
          instancePath: instancePath + "/zoneIds",
          schemaPath: "#/properties/zoneIds/type",
          keyword: "type",
          params: { type: "array" },
          message: "must be array",
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
  } else {
    const err4 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
      message: "must be object",
    };
    if (vErrors === null) {
      vErrors = [err4];
    } else {
      vErrors.push(err4);
    }
    errors++;
  }
  validate13.errors = vErrors;
  return errors === 0;
}
var config = validate14;
var schema15 = {
  $id: "config",
  type: "object",
  properties: {
    token: { type: "string" },
    accessKeyId: { type: "string" },
    accessKeyPassword: { type: "string" },
    profile: { type: "string" },
    endpoint: { type: "string" },
    apiVersion: { type: "string", enum: ["2026-04-01", "2023-03-13"] },
    preflight: { type: "string", enum: ["warn", "error", "off"] },
    pollIntervalSeconds: { type: "number", minimum: 0.01, maximum: 3600 },
    maxRequestsPerSecond: { type: "number", minimum: 0.1, maximum: 1e4 },
    requestTimeoutSeconds: { type: "number", minimum: 0.1, maximum: 3600 },
    settleSeconds: { type: "number", minimum: 0, maximum: 3600 },
    allowInsecureEndpoint: { type: "boolean" },
  },
  additionalProperties: false,
};
var func14 = Object.prototype.hasOwnProperty;
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    for (const key0 in data) {
      if (!func14.call(schema15.properties, key0)) {
        const err0 = {
          instancePath,
          schemaPath: "#/additionalProperties",
          keyword: "additionalProperties",
          params: { additionalProperty: key0 },
          message: "must NOT have additional properties",
        };
        if (vErrors === null) {
          vErrors = [err0];
        } else {
          vErrors.push(err0);
        }
        errors++;
      }
    }
    if (data.token !== void 0) {
      if (typeof data.token !== "string") {
        const err1 = {
          instancePath: instancePath + "/token",
          schemaPath: "#/properties/token/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.accessKeyId !== void 0) {
      if (typeof data.accessKeyId !== "string") {
        const err2 = {
          instancePath: instancePath + "/accessKeyId",
          schemaPath: "#/properties/accessKeyId/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.accessKeyPassword !== void 0) {
      if (typeof data.accessKeyPassword !== "string") {
        const err3 = {
          instancePath: instancePath + "/accessKeyPassword",
          schemaPath: "#/properties/accessKeyPassword/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.profile !== void 0) {
      if (typeof data.profile !== "string") {
        const err4 = {
          instancePath: instancePath + "/profile",
          schemaPath: "#/properties/profile/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.endpoint !== void 0) {
      if (typeof data.endpoint !== "string") {
        const err5 = {
          instancePath: instancePath + "/endpoint",
          schemaPath: "#/properties/endpoint/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.apiVersion !== void 0) {
      let data5 = data.apiVersion;
      if (typeof data5 !== "string") {
        const err6 = {
          instancePath: instancePath + "/apiVersion",
          schemaPath: "#/properties/apiVersion/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
      if (!(data5 === "2026-04-01" || data5 === "2023-03-13")) {
        const err7 = {
          instancePath: instancePath + "/apiVersion",
          schemaPath: "#/properties/apiVersion/enum",
          keyword: "enum",
          params: { allowedValues: schema15.properties.apiVersion.enum },
          message: "must be equal to one of the allowed values",
        };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.preflight !== void 0) {
      let data6 = data.preflight;
      if (typeof data6 !== "string") {
        const err8 = {
          instancePath: instancePath + "/preflight",
          schemaPath: "#/properties/preflight/type",
          keyword: "type",
          params: { type: "string" },
          message: "must be string",
        };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
      if (!(data6 === "warn" || data6 === "error" || data6 === "off")) {
        const err9 = {
          instancePath: instancePath + "/preflight",
          schemaPath: "#/properties/preflight/enum",
          keyword: "enum",
          params: { allowedValues: schema15.properties.preflight.enum },
          message: "must be equal to one of the allowed values",
        };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.pollIntervalSeconds !== void 0) {
      let data7 = data.pollIntervalSeconds;
      if (typeof data7 == "number" && isFinite(data7)) {
        if (data7 > 3600 || isNaN(data7)) {
          const err10 = {
            instancePath: instancePath + "/pollIntervalSeconds",
            schemaPath: "#/properties/pollIntervalSeconds/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 3600 },
            message: "must be <= 3600",
          };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
        if (data7 < 0.01 || isNaN(data7)) {
          const err11 = {
            instancePath: instancePath + "/pollIntervalSeconds",
            schemaPath: "#/properties/pollIntervalSeconds/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 0.01 },
            message: "must be >= 0.01",
          };
          if (vErrors === null) {
            vErrors = [err11];
          } else {
            vErrors.push(err11);
          }
          errors++;
        }
      } else {
        const err12 = {
          instancePath: instancePath + "/pollIntervalSeconds",
          schemaPath: "#/properties/pollIntervalSeconds/type",
          keyword: "type",
          params: { type: "number" },
          message: "must be number",
        };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.maxRequestsPerSecond !== void 0) {
      let data8 = data.maxRequestsPerSecond;
      if (typeof data8 == "number" && isFinite(data8)) {
        if (data8 > 1e4 || isNaN(data8)) {
          const err13 = {
            instancePath: instancePath + "/maxRequestsPerSecond",
            schemaPath: "#/properties/maxRequestsPerSecond/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 1e4 },
            message: "must be <= 10000",
          };
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
        if (data8 < 0.1 || isNaN(data8)) {
          const err14 = {
            instancePath: instancePath + "/maxRequestsPerSecond",
            schemaPath: "#/properties/maxRequestsPerSecond/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 0.1 },
            message: "must be >= 0.1",
          };
          if (vErrors === null) {
            vErrors = [err14];
          } else {
            vErrors.push(err14);
          }
          errors++;
        }
      } else {
        const err15 = {
          instancePath: instancePath + "/maxRequestsPerSecond",
          schemaPath: "#/properties/maxRequestsPerSecond/type",
          keyword: "type",
          params: { type: "number" },
          message: "must be number",
        };
        if (vErrors === null) {
          vErrors = [err15];
        } else {
          vErrors.push(err15);
        }
        errors++;
      }
    }
    if (data.requestTimeoutSeconds !== void 0) {
      let data9 = data.requestTimeoutSeconds;
      if (typeof data9 == "number" && isFinite(data9)) {
        if (data9 > 3600 || isNaN(data9)) {
          const err16 = {
            instancePath: instancePath + "/requestTimeoutSeconds",
            schemaPath: "#/properties/requestTimeoutSeconds/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 3600 },
            message: "must be <= 3600",
          };
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
        if (data9 < 0.1 || isNaN(data9)) {
          const err17 = {
            instancePath: instancePath + "/requestTimeoutSeconds",
            schemaPath: "#/properties/requestTimeoutSeconds/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 0.1 },
            message: "must be >= 0.1",
          };
          if (vErrors === null) {
            vErrors = [err17];
          } else {
            vErrors.push(err17);
          }
          errors++;
        }
      } else {
        const err18 = {
          instancePath: instancePath + "/requestTimeoutSeconds",
          schemaPath: "#/properties/requestTimeoutSeconds/type",
          keyword: "type",
          params: { type: "number" },
          message: "must be number",
        };
        if (vErrors === null) {
          vErrors = [err18];
        } else {
          vErrors.push(err18);
        }
        errors++;
      }
    }
    if (data.settleSeconds !== void 0) {
      let data10 = data.settleSeconds;
      if (typeof data10 == "number" && isFinite(data10)) {
        if (data10 > 3600 || isNaN(data10)) {
          const err19 = {
            instancePath: instancePath + "/settleSeconds",
            schemaPath: "#/properties/settleSeconds/maximum",
            keyword: "maximum",
            params: { comparison: "<=", limit: 3600 },
            message: "must be <= 3600",
          };
          if (vErrors === null) {
            vErrors = [err19];
          } else {
            vErrors.push(err19);
          }
          errors++;
        }
        if (data10 < 0 || isNaN(data10)) {
          const err20 = {
            instancePath: instancePath + "/settleSeconds",
            schemaPath: "#/properties/settleSeconds/minimum",
            keyword: "minimum",
            params: { comparison: ">=", limit: 0 },
            message: "must be >= 0",
          };
          if (vErrors === null) {
            vErrors = [err20];
          } else {
            vErrors.push(err20);
          }
          errors++;
        }
      } else {
        const err21 = {
          instancePath: instancePath + "/settleSeconds",
          schemaPath: "#/properties/settleSeconds/type",
          keyword: "type",
          params: { type: "number" },
          message: "must be number",
        };
        if (vErrors === null) {
          vErrors = [err21];
        } else {
          vErrors.push(err21);
        }
        errors++;
      }
    }
    if (data.allowInsecureEndpoint !== void 0) {
      if (typeof data.allowInsecureEndpoint !== "boolean") {
        const err22 = {
          instancePath: instancePath + "/allowInsecureEndpoint",
          schemaPath: "#/properties/allowInsecureEndpoint/type",
          keyword: "type",
          params: { type: "boolean" },
          message: "must be boolean",
        };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
    }
  } else {
    const err23 = {
      instancePath,
      schemaPath: "#/type",
      keyword: "type",
      params: { type: "object" },
      message: "must be object",
    };
    if (vErrors === null) {
      vErrors = [err23];
    } else {
      vErrors.push(err23);
    }
    errors++;
  }
  validate14.errors = vErrors;
  return errors === 0;
}
export { CustomImage, config, getImage, getImageQuota, getImages };
