import Base
import Domain
import Foundation
import Operations
import SQL
import Store
import TestSupport
import Testing

/// `nuo key`, as a person runs it: what it says, what it changes, and what it leaves when it dies.
@Suite(.timeLimit(.minutes(60))) struct KeyCommandTests {
    private static let secret = "a-secret-of-the-crm"

    private static func write(_ byte: UInt8, at path: String) throws {
        let figures = (byte < 16 ? "0" : "") + String(byte, radix: 16)
        try String(repeating: figures, count: Vault.keyBytes)
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func key(at path: String) throws -> [UInt8] {
        let text = Array(try String(contentsOfFile: path, encoding: .utf8).utf8.prefix(64))
        return stride(from: 0, to: 64, by: 2).compactMap { place in
            UInt8(String(decoding: text[place..<(place + 2)], as: UTF8.self), radix: 16)
        }
    }

    /// This process beside the program, with a key of the folder.
    private static func with<Value>(
        _ program: Program, key path: String? = nil, _ body: (House) async throws -> Value
    ) async throws -> Value {
        let database = try await program.place.open()
        let house = House(
            database: database, library: Project.library, uploadsFolder: Scratch.path("uploads"),
            vault: Vault(key: try key(at: path ?? program.keyPath)),
            clock: { TestHouse.start }, chance: { .random(in: 0 ... .max) })
        do {
            let value = try await body(house)
            try await database.close()
            return value
        } catch {
            try await database.close()
            throw error
        }
    }

    private static func sealSomething(_ program: Program) async throws {
        try await with(program) { house in
            try await house.settleIn()
            let id: ID<Workspace> = house.newID()
            let desk = Desk(house, actor: .system("test", in: id))
            try await desk.write { ledger in
                try ledger.begin(.init(id: id, name: "Harbour", zone: "UTC", language: "en"))
            }
            _ = try await desk.perform(
                EditSending.self,
                [
                    "webhooks": [
                        [
                            "name": "crm", "url": "https://crm.example.com",
                            "secret": .string(secret),
                        ]
                    ]
                ])
        }
    }

    private static func opens(_ program: Program) async throws -> Bool {
        try await with(program) { try await $0.opensSealed() }
    }

    @Test(arguments: Engine.available)
    func aKeyIsListedAndReplaced(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let program = try Program(place)
            let empty = try await program.run("key", "list")
            #expect(empty.code == 0 && empty.text.contains("Nothing is sealed."))
            #expect(!FileManager.default.fileExists(atPath: program.keyPath), "looking makes none")
            try "no key".write(toFile: program.keyPath, atomically: true, encoding: .utf8)
            let broken = try await program.run("key", "list")
            #expect(broken.code == 73 && broken.text.contains("holds no key"))
            try Self.write(5, at: program.keyPath)
            try await Self.sealSomething(program)
            let listed = try await program.run("key", "list")
            #expect(listed.code == 0)
            #expect(listed.text.contains("Harbour: all settings of sending"))
            #expect(listed.text.contains("\(program.keyPath) opens it."))
            #expect(!listed.text.contains(Self.secret) && !listed.text.contains("0505"))
            let turned = try await program.run("key", "rotate")
            #expect(turned.code == 0 && turned.text.contains("1 sealed anew"))
            #expect(try Self.key(at: program.keyPath) != [UInt8](repeating: 5, count: 32))
            #expect(try await Self.opens(program))
            let mode = try FileManager.default.attributesOfItem(atPath: program.keyPath)
            #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let files = try FileManager.default.contentsOfDirectory(atPath: program.folder)
            let kept = try #require(files.first { $0.hasPrefix("nuo.key.before-") })
            #expect(
                try Self.key(at: program.folder + "/" + kept) == [UInt8](repeating: 5, count: 32))
            #expect(!files.contains("nuo.key.new"))
            // The right key is there: nothing is to be forgotten.
            let refused = try await program.run("key", "forget", "--yes")
            #expect(refused.code == 73 && refused.text.contains("nothing is lost"))
            #expect(try await Self.opens(program))
            guard engine == .sqlite else { return }
            // A server holds the folder: no key is changed under it.
            let lock = open(program.folder + "/nuo.lock", O_RDWR | O_CREAT, 0o600)
            defer { close(lock) }
            #expect(flock(lock, LOCK_SH | LOCK_NB) == 0)
            let busy = try await program.run("key", "rotate")
            #expect(busy.code == 73 && busy.text.contains("A server runs on"))
        }
    }

    @Test(arguments: Engine.available)
    func aLostKeyIsForgottenOnlyWhenAskedFor(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let program = try Program(place)
            try Self.write(5, at: program.keyPath)
            try await Self.sealSomething(program)
            let away = program.folder + "/away"
            try FileManager.default.moveItem(atPath: program.keyPath, toPath: away)
            let listed = try await program.run("key", "list")
            #expect(listed.text.contains("is not there or is not the key to it"))
            let turned = try await program.run("key", "rotate")
            #expect(turned.code == 73 && turned.text.contains("nuo key forget"))
            for answer in ["", "no\n", "FORGET\n"] {
                let asked = try await program.run("key", "forget", input: answer)
                #expect(asked.code == 73 && asked.text.contains("Nothing was forgotten."))
                #expect(asked.text.contains("Harbour: all settings of sending"))
            }
            #expect(try await Self.with(program, key: away) { try await $0.opensSealed() })
            let gone = try await program.run("key", "forget", input: "forget\n")
            #expect(gone.code == 0 && gone.text.contains("Forgotten: 1."))
            #expect(try await program.run("key", "list").text.contains("Nothing is sealed."))
            #expect(try await Self.opens(program), "a new key seals from now on")
            #expect(try Self.key(at: program.keyPath) != [UInt8](repeating: 5, count: 32))
        }
    }

    @Test(arguments: Engine.available)
    func whereverItIsKilledOneKeyOpensAll(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let program = try Program(place)
            try Self.write(5, at: program.keyPath)
            try await Self.sealSomething(program)
            // Between the database and the files: the next start goes on with the new key.
            let pending = program.keyPath + ".new"
            try Self.write(9, at: pending)
            let new = Vault(key: try Self.key(at: pending))
            #expect(try await Self.with(program) { try await $0.reseal(with: new) } == 1)
            let refused = try await program.run("key", "forget", "--yes")
            #expect(refused.code == 73 && refused.text.contains("ended halfway"))
            #expect(try await program.run("key", "rotate").code == 0)
            #expect(try await Self.opens(program))
            #expect(!FileManager.default.fileExists(atPath: pending))
            var chance = SystemChance(seed: 11)
            for _ in 0..<6 {
                try await program.runAndKill(
                    "key", "rotate",
                    after: .milliseconds(Int.random(in: 20...900, using: &chance)))
                let isOpen = try await Self.opens(program)
                let isPending = FileManager.default.fileExists(atPath: pending)
                #expect(isOpen || isPending)
            }
            #expect(try await program.run("key", "rotate").code == 0)
            #expect(try await Self.opens(program))
            #expect(try await program.run("key", "list").text.contains("opens it."))
        }
    }
}
