import pulumi
import pulumi_zenlayer as zenlayer

config = pulumi.Config()

quota = zenlayer.get_image_quota(zone_ids=["HKG-A"])

web = zenlayer.CustomImage(
    "web",
    instance_id=config.require("instanceId"),
    image_description=config.get("imageDescription"),
)

pulumi.export("imageId", web.id)
pulumi.export("imageName", web.image_name)
pulumi.export("freeSlotsBefore", quota.zones[0].free)
