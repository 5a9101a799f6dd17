/// Personal data for eyes that may see a record but not whose it is.
public enum Masking {
    /// The first letter and nothing of the length.
    public static func name(_ text: String) -> String {
        text.first.map { "\($0)**" } ?? ""
    }

    /// The last two letters.
    public static func key(_ text: String) -> String {
        text.count > 4 ? "***" + text.suffix(2) : "***"
    }

    public static func contact(_ contact: Contact) -> Contact {
        switch contact.kind {
        case .phone: Contact(.phone, "*** " + contact.value.suffix(2))
        case .mail:
            Contact(
                .mail,
                "***" + (contact.value.firstIndex(of: "@").map { contact.value[$0...] } ?? ""))
        }
    }
}
