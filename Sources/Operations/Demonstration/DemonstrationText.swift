import Base

/// The invented company, read from `library/demonstration/company.yaml`.
struct DemonstrationText: Sendable {
    /// A kind of customer or contact, how common it is and how far its scores lie from the mean.
    struct Group: Sendable {
        let name: String
        let share: Swift.Double
        let effect: Swift.Double
        let team: String?
    }

    struct Person: Sendable {
        let login: String
        let name: String
        let role: String
        let team: String?
    }

    struct Team: Sendable {
        let key: String
        let name: String
        let lead: String
        let parent: String?
    }

    /// A customer who is on record twice.
    struct Double: Sendable {
        /// The number of the one known longer.
        let of: Int
        let key: String
        /// Of somebody of the same household.
        let name: String?
        let contact: JSON
    }

    let name: String
    /// Where the address to try hangs.
    let link: String
    let people: [Person]
    let teams: [Team]
    let regions: [Group]
    let tiers: [Group]
    let channels: [Group]
    let categories: [Group]
    let doubles: [Double]
    private let document: JSON
    private let language: String

    init(_ library: Library, language: String) throws {
        guard let document = try library.json("demonstration/company.yaml") else {
            throw Refusal(.notFound, "noDemonstration")
        }
        func word(_ json: JSON?) -> String { json?[language]?.string ?? json?.string ?? "" }
        func groups(_ key: String) -> [Group] {
            (document[key]?.array ?? []).map {
                Group(
                    name: word($0["key"]), share: $0["share"]?.number ?? 0,
                    effect: $0["effect"]?.number ?? 0, team: $0["team"]?.string)
            }
        }
        name = word(document["name"])
        link = word(document["link"])
        people = (document["people"]?.array ?? []).map {
            Person(
                login: word($0["login"]), name: word($0["name"]), role: word($0["role"]),
                team: $0["team"]?.string)
        }
        teams = (document["teams"]?.array ?? []).map {
            Team(
                key: word($0["key"]), name: word($0["name"]), lead: word($0["lead"]),
                parent: $0["parent"]?.string)
        }
        regions = groups("regions")
        tiers = groups("tiers")
        channels = groups("channels")
        categories = groups("categories")
        doubles = (document["doubles"]?.array ?? []).map {
            Double(
                of: $0["of"]?.integer ?? 0, key: word($0["key"]),
                name: $0["name"].map(word), contact: $0["contact"] ?? .null)
        }
        self.document = document
        self.language = language
    }

    /// Sentences in one language: `names`, `remarks.bad`, `replies`.
    func sentences(_ path: String..., in language: String) -> [String] {
        let place = path.reduce(document) { $0[$1] ?? .null }
        return place[language]?.array?.compactMap(\.string) ?? []
    }
}
