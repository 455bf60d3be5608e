import { required, text } from "../../validate";
import { defineAction } from "../../zec/action";

const params = { resourceUuid: required(text()) };

/** Lists the tags of a resource; none for an unknown one, since no error is documented. */
export const describeResourceTags = defineAction({
  name: "DescribeResourceTags",
  writes: false,
  params,
  run(cloud, { resourceUuid }, { account }) {
    const resource = cloud.resource(account, resourceUuid);
    const tags = resource ? cloud.shownLabels(resource).tags : [];
    const dataSet = tags.map((tag) => {
      const { createdAt = 0 } = cloud.tags.find(account, tag) ?? {};
      return { ...tag, createdDate: new Date(createdAt).toISOString().slice(0, 19).replace("T", " ") };
    });
    return { totalCount: dataSet.length, dataSet };
  },
});
