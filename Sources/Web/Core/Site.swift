public import Base
public import Operations
import Synchronization

/// The web side of one running Nuo: the house, the views in each language, what is served as is.
public final class Site: Sendable {
    public let house: House
    public let version: String
    /// True behind TLS: cookies are then never sent in the clear.
    public let isSecure: Bool
    public let languages: [String: Words]
    private let views: [String: Views]
    public let assets: Assets
    /// Makes a PDF of a page that stands for itself; nil where nothing here can.
    public typealias Printer = @Sendable (_ html: [UInt8]) async throws -> [UInt8]
    public let printer: Printer?
    /// Where the program's measurements go, shown at `/metrics`.
    public let registry: Registry

    /// - Parameters:
    ///   - views: `zh` and `en` → the pages in that language.
    public init(
        house: House, version: String, isSecure: Bool, views: [String: Views],
        assets: Assets, registry: Registry = Registry(), printer: Printer? = nil
    ) {
        self.house = house
        self.version = version
        self.isSecure = isSecure
        self.assets = assets
        self.registry = registry
        self.printer = printer
        self.views = views
        languages = views.mapValues(\.words)
    }

    public func words(_ language: String) -> Words {
        guard let words = languages[language] ?? languages["en"] else {
            preconditionFailure("the language file en.yaml is missing")
        }
        return words
    }

    public func render(_ template: String, _ context: JSON, in language: String) -> String {
        guard let views = views[language] ?? views["en"] else {
            preconditionFailure("the language file en.yaml is missing")
        }
        return views.render(template, context)
    }
}
