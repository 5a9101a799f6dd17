import Base

/// Someone who buys furniture.
struct DemonstrationCustomer {
    let key: String
    let name: String
    let language: String
    let region: DemonstrationText.Group
    let tier: DemonstrationText.Group
    /// Set for few: nobody is written to.
    var contact: JSON?

    var fields: JSON.Object {
        var fields = JSON.Object([
            "key": .string(key), "name": .string(name), "language": .string(language),
            "traits": ["region": .string(region.name), "tier": .string(tier.name)],
        ])
        if let contact { fields["contacts"] = [contact] }
        return fields
    }

    init(_ number: Int, _ text: DemonstrationText, _ chance: inout DemonstrationChance) {
        key = "QH-\(1_000 + number)"
        language = chance.share() < 0.75 ? "zh" : "en"
        name = chance.pick(text.sentences("names", in: language))
        region = chance.pick(text.regions, by: \.share)
        tier = chance.pick(text.tiers, by: \.share)
    }

    /// The same person once more under another key, or somebody of the same household.
    init(_ double: DemonstrationText.Double, of one: DemonstrationCustomer) {
        key = double.key
        name = double.name ?? one.name
        language = one.language
        region = one.region
        tier = one.tier
        contact = double.contact
    }
}
