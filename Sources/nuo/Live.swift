import Base
import Foundation
import Operations
import Web

/// The real world: the only place where the clock, chance and files are touched.
enum Live {
    static func now() -> Instant {
        Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    static func chance() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// Tells this program from an older or newer one: its version, size and time.
    static func build() throws -> String {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let file = try FileManager.default.attributesOfItem(atPath: program)
        let size = (file[.size] as? Int) ?? 0
        let changed = (file[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(NuoCommand.version) \(size) \(changed)"
    }

    static func library(_ settings: Settings) -> Library {
        Library(
            documents: texts(in: settings.resourcesFolder + "/library", ending: ".yaml"),
            zoneFile: zoneFile,
            lexicons: { try LexiconFiles.read(settings.resourcesFolder) })
    }

    /// Time zone rules as the system has them; a name that leads out of the folder has none.
    private static func zoneFile(_ name: String) -> [UInt8]? {
        let isPlain = name.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "/_+-".utf8.contains($0)
        }
        guard isPlain, !name.isEmpty, !name.hasPrefix("/") else { return nil }
        return FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map(Array.init)
    }

    static func site(
        _ settings: Settings, house: House, registry: Registry
    ) throws -> Site {
        let folder = settings.resourcesFolder
        var languages: [String: JSON] = [:]
        for (path, text) in texts(in: folder + "/languages", ending: ".yaml") {
            languages[String(path.dropLast(5))] = try words(in: path, text)
        }
        let templates = texts(in: folder + "/templates", ending: ".mustache")
        let views = try Views.inEach(
            languages,
            templates: Dictionary(
                uniqueKeysWithValues: templates.map { (String($0.key.dropLast(9)), $0.value) }))
        return Site(
            house: house, version: NuoCommand.version, isSecure: settings.isSecure, views: views,
            assets: try assets(folder), registry: registry,
            printer: Printer.find(ProcessInfo.processInfo.environment))
    }

    /// The sentences themselves cannot tell what is wrong with their own file.
    private static func words(in path: String, _ text: String) throws -> JSON {
        do {
            return try YAMLDocument(parsing: text).json
        } catch {
            let faults = error.faults.map { "\($0.path) \($0.code)" }.joined(separator: ", ")
            throw Stop("languages/\(path) cannot be read: \(error.code) \(faults)")
        }
    }

    /// Ours, and the system's Bootstrap, Chart.js and SortableJS.
    private static func assets(_ folder: String) throws -> Assets {
        var files = bytes(in: folder + "/assets")
        let shared = "/usr/share/javascript/"
        let system = [
            "bootstrap.min.css": "bootstrap5/css/bootstrap.min.css",
            "bootstrap.bundle.min.js": "bootstrap5/js/bootstrap.bundle.min.js",
            "chart.min.js": "chart.js/chart.min.js",
            "Sortable.min.js": "sortable/Sortable.min.js",
        ]
        for (name, path) in system {
            guard let bytes = FileManager.default.contents(atPath: shared + path) else {
                throw Stop(
                    "\(shared)\(path) is missing: install libjs-bootstrap5, libjs-chart.js "
                        + "and libjs-sortable.")
            }
            files[name] = Array(bytes)
        }
        return Assets(files: files)
    }

    private static func texts(in folder: String, ending: String) -> [String: String] {
        bytes(in: folder).filter { $0.key.hasSuffix(ending) }
            .mapValues { String(decoding: $0, as: UTF8.self) }
    }

    private static func bytes(in folder: String) -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for path in FileManager.default.enumerator(atPath: folder) ?? .init() {
            guard let path = path as? String,
                let bytes = FileManager.default.contents(atPath: folder + "/" + path)
            else { continue }
            all[path] = Array(bytes)
        }
        return all
    }
}

/// Ends the program with one sentence and a non-zero code.
struct Stop: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
