import ArgumentParser
import Base
import Domain
import Operations
import Store

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add people, sign them in, make tokens.",
        discussion: """
              nuo user add anna@example.com --name Anna --role manager
              nuo user link anna@example.com        a link that signs in once
              nuo user token anna@example.com --scopes answers:write
              nuo user list
            """,
        subcommands: [Add.self, List.self, Link.self, MakeToken.self, Deactivate.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person; the first one also makes the workspace.")
        @OptionGroup var flags: Settings.Flags
        @Argument(help: "Mail address or short name to sign in with.")
        var login: String
        @Option(help: "What the person is called; the login if left out.")
        var name: String?
        @Option(help: "administrator, manager, analyst, agent, auditor or viewer.")
        var role = "agent"
        @Option(help: "Language of the pages: zh or en.")
        var language = "en"
        @Option(help: "Name of the workspace, if this is the first person.")
        var workspace = "Nuo"
        @Option(help: "Time zone of the workspace, if this is the first person.")
        var zone = "Asia/Shanghai"

        func run() async throws {
            try await Console.with(flags) { console in
                let isFirst = try await console.house.isUntouched()
                let role = isFirst ? Role.administrator.rawValue : role
                let fields = JSON.Object([
                    .init(key: "login", value: .string(login)),
                    .init(key: "name", value: .string(name ?? login)),
                    .init(key: "role", value: .string(role)),
                    .init(key: "language", value: .string(language)),
                ])
                // Checked whole before the workspace is made, so that a slip leaves nothing behind.
                let addition = try CreateUser(Input(fields, as: CreateUser.input))
                if isFirst { try await begin(console) }
                let desk = try await console.desk()
                let user = try await desk.perform(addition)
                let link = try await desk.perform(MakeSignInLink(user: user.account.id))
                let address = console.address + link.path
                Ending.say(
                    "Added \(user.account.login.text). Sign in once, within 15 minutes: \(address)")
            }
        }

        /// Makes the workspace that the first person will look after.
        private func begin(_ console: Console) async throws {
            _ = try await Desk(
                console.house, actor: .system("console", in: console.house.newID())
            ).write { ledger in
                try ledger.begin(
                    .init(
                        id: ledger.workspace, name: workspace, zone: zone, language: language))
                return Done()
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Who can sign in.")
        @OptionGroup var flags: Settings.Flags

        func run() async throws {
            try await Console.with(flags) { console in
                let users = try await console.desk().perform(ListUsers.self, .init())
                for user in users.items.map(\.account) {
                    let state = user.isActive ? "" : "\tinactive"
                    Ending.say("\(user.login.text)\t\(user.role.rawValue)\t\(user.name)\(state)")
                }
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a link that signs a person in once, within 15 minutes.")
        @OptionGroup var flags: Settings.Flags
        @Argument var login: String

        func run() async throws {
            try await Console.with(flags) { console in
                let user = try await console.desk(of: login).actor.user
                guard let user else { return }
                let link = try await console.desk().perform(MakeSignInLink(user: user))
                Ending.say(console.address + link.path)
            }
        }
    }

    struct MakeToken: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "token",
            abstract: "Make a token with which a program calls the API in a person's name.",
            discussion: "Scopes: \(Right.allCases.map(\.rawValue).joined(separator: ", "))")
        @OptionGroup var flags: Settings.Flags
        @Argument var login: String
        @Option(help: "Comma-separated; no more than the person's own rights.")
        var scopes: String
        @Option(help: "What it is for.")
        var name = "command line"

        func run() async throws {
            try await Console.with(flags) { console in
                let scopes = scopes.split(separator: ",").map { JSON.string(String($0)) }
                let token = try await console.desk(of: login).perform(
                    CreateToken.self,
                    .init([
                        .init(key: "name", value: .string(name)),
                        .init(key: "scopes", value: .array(scopes)),
                    ]))
                Ending.say(token.secret ?? "")
            }
        }
    }

    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a person out everywhere and for good.")
        @OptionGroup var flags: Settings.Flags
        @Argument var login: String

        func run() async throws {
            try await Console.with(flags) { console in
                let user = try await console.desk(of: login).actor.user
                guard let user else { return }
                _ = try await console.desk().perform(
                    DeactivateUser.self,
                    .init([.init(key: "user", value: .string(user.description))]))
                Ending.say("\(login) can no longer sign in.")
            }
        }
    }
}
