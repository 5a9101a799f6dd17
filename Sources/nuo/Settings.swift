import ArgumentParser
import Base
import Foundation
import Operations

/// Where the program finds and keeps things. Read once: flags first, then the environment, then
/// the file, then the default.
struct Settings: Sendable {
    let host: String
    let port: Int
    /// Folder for the database file, uploads and backups.
    let dataFolder: String
    /// `postgres://…`; nil for SQLite inside the data folder.
    let databaseURL: String?
    /// The key that seals secrets; nil for `nuo.key` in the data folder.
    let keyFile: String?
    /// Folder with languages, templates, assets and the library.
    let resourcesFolder: String
    /// Cookies only over TLS: set behind a proxy that speaks HTTPS.
    let isSecure: Bool
    /// MiB of answers kept as columns for analysis; the database counts what is more.
    let answersMemory: Int
    /// Where messages go unless a workspace says otherwise.
    let outside: Outside

    var databasePath: String { dataFolder + "/nuo.sqlite" }

    struct Flags: ParsableArguments {
        @Option(help: "Address to listen on.")
        var host: String?
        @Option(help: "Port to listen on. Environment: PORT.")
        var port: Int?
        @Option(help: "Folder for everything that is kept. Environment: NUO_DATA.")
        var data: String?
        @Option(help: "postgres://user:password@host/name. Environment: NUO_DATABASE.")
        var database: String?
        @Option(help: "Folder with pages, languages and the library. Environment: NUO_RESOURCES.")
        var resources: String?
        @Option(help: "MiB of memory for answers in analysis. Environment: NUO_ANSWERS_MEMORY.")
        var answersMemory: Int?
        @Option(help: "Settings file (YAML: host, port, data, database, secure, answers_memory).")
        var config: String?
        @Flag(help: "Send cookies over HTTPS only: for a server behind a TLS proxy.")
        var secure = false
    }

    init(_ flags: Flags, environment: [String: String]) throws {
        let dataFolder = flags.data ?? environment["NUO_DATA"] ?? "var"
        let file = try Settings.file(flags.config, in: dataFolder)
        func text(_ flag: String?, _ variable: String, _ key: String) -> String? {
            flag ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? file[key]?.string
        }
        host = text(flags.host, "NUO_HOST", "host") ?? "127.0.0.1"
        let portText =
            flags.port.map(String.init) ?? environment["PORT"]
            ?? file["port"]?.integer.map(String.init) ?? "8080"
        guard let port = Int(portText), (0...65_535).contains(port) else {
            throw ValidationError("The port must be a number from 0 to 65535, not \"\(portText)\".")
        }
        self.port = port
        self.dataFolder = text(flags.data, "NUO_DATA", "data") ?? "var"
        databaseURL = text(flags.database, "NUO_DATABASE", "database")
        keyFile = environment["NUO_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        resourcesFolder = try Settings.resources(
            text(flags.resources, "NUO_RESOURCES", "resources"))
        isSecure = flags.secure || environment["NUO_SECURE"] == "1" || file["secure"]?.bool == true
        let memory =
            flags.answersMemory.map(String.init) ?? environment["NUO_ANSWERS_MEMORY"]
            ?? file["answers_memory"]?.integer.map(String.init)
        guard let answersMemory = Int(memory ?? "\(House.answersMemory >> 20)"),
            (0...1 << 20).contains(answersMemory)
        else { throw ValidationError("The memory for answers is a number of MiB, from 0 up.") }
        self.answersMemory = answersMemory
        outside = try Settings.outside(environment)
        if let url = databaseURL, !url.hasPrefix("postgres://"), !url.hasPrefix("postgresql://") {
            throw ValidationError("The database must be a postgres:// address, not \"\(url)\".")
        }
    }

    private static func file(_ path: String?, in dataFolder: String) throws -> JSON.Object {
        let place = path ?? dataFolder + "/nuo.yaml"
        guard let bytes = FileManager.default.contents(atPath: place) else {
            guard path == nil else {
                throw ValidationError("The settings file \(place) cannot be read.")
            }
            return JSON.Object()
        }
        do {
            let document = try YAMLDocument(parsing: String(decoding: bytes, as: UTF8.self))
            let file = document.json.object ?? JSON.Object()
            // A slip of the pen would otherwise be passed over in silence.
            for name in file.keys where !names.contains(name) {
                throw ValidationError(
                    "The settings file \(place) has \(name), which is none of: "
                        + names.joined(separator: ", ") + ".")
            }
            return file
        } catch let refusal as Refusal {
            let line = refusal.faults.first?.values["line"].map { " at line \($0)" } ?? ""
            throw ValidationError("The settings file \(place) is no YAML\(line): mend it.")
        }
    }

    /// What a settings file may say.
    private static let names = [
        "host", "port", "data", "database", "resources", "secure", "answers_memory",
    ]

    /// The folder named, or the nearest `Resources` above the program or the current folder.
    static func resources(_ named: String?) throws -> String {
        func holds(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: folder + "/languages/en.yaml")
        }
        if let named {
            guard holds(named) else {
                throw ValidationError("\(named) holds no languages/en.yaml: not Nuo's resources.")
            }
            return named
        }
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        for start in [program, FileManager.default.currentDirectoryPath + "/x"] {
            var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                for name in ["Resources", "share/nuo"] {
                    let place = folder.appendingPathComponent(name).path
                    if holds(place) { return place }
                }
            }
        }
        throw ValidationError(
            "Nuo's resources (languages, pages) were not found; name their folder with --resources."
        )
    }
}
