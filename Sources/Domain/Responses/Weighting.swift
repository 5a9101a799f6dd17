public import Base

/// How answers are weighted so that groups count as they do among all who could have answered: a
/// named document, from which the same weights come again.
public struct Weighting: Hashable, Sendable, Identified {
    public static let idPrefix = "wgt"

    /// The shares that the groups of one column ought to have.
    public struct Margin: Hashable, Sendable {
        /// `hidden.class`, `customer.tier`, `answers.age`.
        public let column: String
        /// Value and share; any positive numbers, which are taken in proportion.
        public let targets: [(value: JSON, share: Double)]

        public init(column: String, targets: [(value: JSON, share: Double)]) {
            self.column = column
            self.targets = targets
        }

        public static func == (a: Margin, b: Margin) -> Bool {
            a.column == b.column && a.targets.map(\.value) == b.targets.map(\.value)
                && a.targets.map(\.share) == b.targets.map(\.share)
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(column) }

        /// Shares that add up to 1.
        public var shares: [Double] {
            let sum = targets.reduce(0) { $0 + $1.share }
            return targets.map { $0.share / sum }
        }
    }

    public let name: String
    public let margins: [Margin]
    /// Which answers are weighted; the others have no weight.
    public let filter: String?
    /// No weight above this multiple of the mean.
    public let trim: Double?

    public static let marginsMost = 6
    static let groupsMost = 100

    public init(name: String, margins: [Margin], filter: String?, trim: Double?) {
        self.name = name
        self.margins = margins
        self.filter = filter
        self.trim = trim
    }

    /// - Throws: `Refusal` with every fault.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { root -> Weighting? in
            root.allow("name", "margins", "filter", "trim")
            let name = root.required("name")?.text()
            let margins = (root.required("margins")?.list() ?? []).compactMap(Weighting.margin)
            if margins.count > Weighting.marginsMost {
                root.child("margins")?.fault("tooMany", ["max": "\(Weighting.marginsMost)"])
            }
            if margins.isEmpty, root.faults.all.isEmpty { root.child("margins")?.fault("empty") }
            let trim = root.child("trim")?.value.number
            if let trim, trim <= 1 {
                root.child("trim")?.fault("outOfRange", ["low": "1", "high": "100"])
            }
            guard let name else { return nil }
            return Weighting(
                name: name, margins: margins, filter: root.child("filter")?.text(), trim: trim)
        }
    }

    private static func margin(_ node: DocumentNode) -> Margin? {
        node.allow("column", "targets")
        guard let column = node.required("column")?.text(), let list = node.required("targets")
        else { return nil }
        var targets: [(value: JSON, share: Double)] = []
        for target in list.list() {
            target.allow("value", "share")
            guard let value = target.required("value")?.value,
                let share = target.required("share")?.value.number
            else { continue }
            guard share >= 0, share.isFinite else {
                target.child("share")?.fault("outOfRange", ["low": "0", "high": "1e15"])
                continue
            }
            if targets.contains(where: { $0.value == value }) {
                target.fault("double", ["value": value.string ?? value.text])
                continue
            }
            targets.append((value, share))
        }
        if targets.count < 2 || targets.count > groupsMost || targets.allSatisfy({ $0.share == 0 })
        {
            list.fault("marginTooSmall", ["max": "\(groupsMost)"])
            return nil
        }
        return Margin(column: column, targets: targets)
    }

    public var document: JSON {
        [
            "name": .string(name),
            "margins": .array(
                margins.map { margin in
                    [
                        "column": .string(margin.column),
                        "targets": .array(
                            margin.targets.map {
                                ["value": $0.value, "share": .number($0.share)]
                            }),
                    ]
                }),
            "filter": .optional(filter), "trim": .optional(trim),
        ]
    }
}
