"""Fields of the API that have one name and different choices: what their choices are called in its description."""

ENUM_NAMES = {
    "AssetKind": "catalog.models.assets.Asset.Kind",
    "ChangeKind": "catalog.change_guards.Kind",
    "CustomerStatus": "catalog.models.customers.Customer.Status",
    "LinkSource": "catalog.models.links.CustomerAssetLink.Source",
    "ChangeSource": "catalog.models.changes.Change.Origin",
    "ImportKind": "catalog.models.imports.CatalogImport.Kind",
    "PromiseKind": "catalog.models.practices.Promise.Kind",
    "Priority": "oncall.paths.blueprint.PRIORITIES",
    "TouchPointChannel": "catalog.models.practices.TouchPoint.Channel",
    "SubscriberChannel": "statuspage.models.subscribers.Subscriber.Channel",
    "SubscriberState": "statuspage.models.subscribers.Subscriber.State",
    "Language": "accounts.models.Language",
    "StatusUpdateStatus": "statuspage.models.stories.StatusUpdate.Status",
    "StatusUpdateKind": "statuspage.models.stories.StatusUpdate.Kind",
    "ComponentState": "statuspage.models.stories.ComponentState",
}
