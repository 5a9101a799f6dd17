import Base

/// Which of our two languages a browser asks for.
enum Languages {
    /// - Parameter header: `Accept-Language`; without one, English.
    static func negotiated(_ header: String?) -> String {
        guard let header else { return "en" }
        return LanguageTag.negotiate(header, among: ["zh", "en"]) ?? "en"
    }
}
