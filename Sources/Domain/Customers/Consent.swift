public import Base

/// What a customer has agreed to, or no longer agrees to.
public struct Consent: Hashable, Sendable {
    /// What for: `surveys`, `marketing`, or a purpose of the company's own.
    public let purpose: String
    public let isGranted: Bool
    public let at: Instant

    public init(purpose: String, isGranted: Bool, at: Instant) {
        self.purpose = purpose
        self.isGranted = isGranted
        self.at = at
    }

    /// Every customer is asked about these.
    public static let purposes = ["surveys", "marketing"]

    /// A consent that does not change keeps its time.
    static func applied(
        _ wishes: [String: Bool], to consents: [Consent], at now: Instant
    ) -> [Consent] {
        var all = consents
        for (purpose, isGranted) in wishes.sorted(by: { $0.key < $1.key }) {
            let new = Consent(purpose: purpose, isGranted: isGranted, at: now)
            if let place = all.firstIndex(where: { $0.purpose == purpose }) {
                if all[place].isGranted != isGranted { all[place] = new }
            } else {
                all.append(new)
            }
        }
        return all
    }
}
