import Base
import Domain
import SQL
import Statistics
import Store

/// What one kind of redress cost, what customers said after it, and whether they came back.
struct RedressEffect: Sendable {
    let kind: String
    let currency: String
    var cases = 0
    var cost = 0.0
    /// Of each case with both: score after minus score before.
    var changes: [Double] = []
    /// Of customers of whom anything is known: whether the day asked for lies after the redress.
    var later = Share()

    var json: JSON {
        [
            "kind": .string(kind), "currency": .string(currency), "cases": .integer(cases),
            "cost": .number(cost), "change": CaseFigures.mean(changes),
            "later": CaseFigures.share(later),
        ]
    }

    static let shape = Shape.object([
        Field("kind", .text(max: 64)),
        Field("name", .object([Field("zh", .text()), Field("en", .text())]), .optional),
        Field("currency", .text()),
        Field("cases", .integer(0...Int.max)), Field("cost", .number()),
        Field(
            "change", CaseReportResource.mean, .optional,
            "Score after minus score before on the same questionnaire, with n."),
        Field(
            "later", CaseReportResource.share, .optional,
            "Customers whose day, such as that of the last purchase, lies after the redress."),
    ])
}

/// Redress of some cases by kind, and what customers did afterwards.
struct RedressEffects {
    /// Traits of these customers that hold nothing but days.
    private(set) var days: [String] = []
    /// The trait that is looked at; nil where none is chosen and there is not exactly one.
    private(set) var day: String?
    /// The dearest first.
    private(set) var all: [RedressEffect] = []

    /// - Parameter day: a trait that holds a day.
    init(
        _ granted: [CaseRedress.Granted], day: String?, zone: Zone, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        var customers: [ID<Customer>: CaseCustomer] = [:]
        for part in Array(Set(granted.compactMap(\.customer))).parts(of: 500) {
            for one in try CaseCustomer.find(Array(part), in: workspace, on: connection) {
                customers[one.id] = one
            }
        }
        days = RedressEffects.days(of: customers.values)
        self.day = day ?? (days.count == 1 ? days[0] : nil)
        var found: [String: RedressEffect] = [:]
        var counted: Set<String> = []
        for one in granted.sorted(by: { $0.at < $1.at }) {
            let key = "\(one.kind) \(one.currency)"
            var effect = found[key] ?? RedressEffect(kind: one.kind, currency: one.currency)
            effect.cases += 1
            effect.cost += one.cost
            if let change = one.change { effect.changes.append(change) }
            // A customer counts once in each kind, from the first time on.
            if let customer = one.customer.flatMap({ customers[$0] }),
                counted.insert("\(key) \(customer.id)").inserted,
                let isLater = isLater(customer, than: one.at.civil(in: zone).date)
            {
                effect.later.add(isLater)
            }
            found[key] = effect
        }
        all = found.values.sorted { ($1.cost, $0.kind) < ($0.cost, $1.kind) }
    }

    private static func days(of customers: some Collection<CaseCustomer>) -> [String] {
        var isDay: [String: Bool] = [:]
        for customer in customers {
            for trait in customer.traits.members where !trait.value.isNull {
                let holds = trait.value.string.flatMap(CivilDate.init) != nil
                isDay[trait.key] = (isDay[trait.key] ?? true) && holds
            }
        }
        return isDay.filter(\.value).keys.sorted()
    }

    /// Who has no day may have bought nothing; of whom nothing is known that cannot be said.
    private func isLater(_ customer: CaseCustomer, than granted: CivilDate) -> Bool? {
        guard let day, !customer.traits.isEmpty else { return nil }
        return customer.traits[day]?.string.flatMap(CivilDate.init).map { $0 > granted } ?? false
    }
}
