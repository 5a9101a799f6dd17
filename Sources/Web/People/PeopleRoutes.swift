import Domain
import HTTPTypes
import Operations

extension Routes {
    static let peopleAPI: [APIRoute] = [
        APIRoute(.get, "/me", ShowMe.self),
        APIRoute(.patch, "/me", EditMe.self),
        APIRoute(.put, "/me/password", ChangePassword.self),
        APIRoute(.get, "/me/absence", ShowMyAbsence.self),
        APIRoute(.put, "/me/absence", SetMyAbsence.self),
        APIRoute(.get, "/me/sessions", ListSessions.self),
        APIRoute(.delete, "/me/sessions", EndOtherSessions.self),
        APIRoute(.delete, "/me/sessions/{session}", EndSession.self),
        APIRoute(.get, "/teams", ListTeams.self),
        APIRoute(.post, "/teams", CreateTeam.self, status: .created),
        APIRoute(.get, "/teams/{team}", ShowTeam.self),
        APIRoute(.put, "/teams/{team}", EditTeam.self),
        APIRoute(.put, "/teams/{team}/members", SetTeamMembers.self),
        APIRoute(.get, "/tokens", ListTokens.self),
        APIRoute(.post, "/tokens", CreateToken.self, status: .created),
        APIRoute(.delete, "/tokens/{token}", RevokeToken.self),
        APIRoute(.get, "/users", ListUsers.self),
        APIRoute(.post, "/users", CreateUser.self, status: .created),
        APIRoute(.get, "/users/{user}", ShowUser.self),
        APIRoute(.patch, "/users/{user}", EditUser.self),
        APIRoute(.post, "/users/{user}/deactivation", DeactivateUser.self),
        APIRoute(.delete, "/users/{user}/deactivation", ReactivateUser.self),
        APIRoute(.get, "/users/{user}/absence", ShowAbsence.self),
        APIRoute(.put, "/users/{user}/absence", SetAbsence.self),
        APIRoute(.get, "/users/{user}/skills", ShowSkills.self),
        APIRoute(.put, "/users/{user}/skills", SetSkills.self),
        APIRoute(.post, "/users/{user}/sign-in-links", MakeSignInLink.self, status: .created),
        APIRoute(.get, "/workspace", ShowWorkspace.self),
        APIRoute(.put, "/workspace", EditWorkspace.self),
        APIRoute(.get, "/workspace/masking", ShowMasking.self),
        APIRoute(.put, "/workspace/masking", EditMasking.self),
        APIRoute(.delete, "/workspace/demonstration", RemoveDemonstration.self),
    ]

    static let peoplePages: [PageRoute] = doors + settings

    private static let doors: [PageRoute] = [
        PageRoute(.get, "/language", .anyone, handler: SignInPages.language),
        PageRoute(.post, "/language", .anyone, handler: SignInPages.language),
        PageRoute(.get, "/setup", .anyone, handler: SignInPages.showSetUp),
        PageRoute(.post, "/setup", .anyone, handler: SignInPages.setUp),
        PageRoute(.get, "/sign-in", .anyone, handler: SignInPages.show),
        PageRoute(.post, "/sign-in", .anyone, handler: SignInPages.signIn),
        PageRoute(.get, "/sign-in/once/{token}", .anyone, handler: SignInPages.once),
        PageRoute(.head, "/sign-in/once/{token}", .anyone, handler: SignInPages.once),
        PageRoute(.post, "/sign-out", .signedIn, handler: SignInPages.signOut),
    ]

    private static let settings: [PageRoute] = [
        PageRoute(.get, "/settings", .signedIn) { SettingsPages.index($0) },
        PageRoute(.get, "/settings/profile", .signedIn, handler: ProfilePages.show),
        PageRoute(.post, "/settings/profile", .signedIn, handler: ProfilePages.edit),
        PageRoute(
            .post, "/settings/profile/password", .signedIn, handler: ProfilePages.changePassword),
        PageRoute(
            .post, "/settings/profile/sessions/others/end", .signedIn,
            handler: ProfilePages.endOtherSessions),
        PageRoute(
            .post, "/settings/profile/absence", .signedIn, handler: ProfilePages.setAbsence),
        PageRoute(
            .post, "/settings/profile/sessions/{session}/end", .signedIn,
            handler: ProfilePages.endSession),
        PageRoute(.get, "/settings/teams", .right(.peopleRead), handler: TeamPages.list),
        PageRoute(.post, "/settings/teams", .right(.peopleWrite), handler: TeamPages.create),
        PageRoute(.get, "/settings/teams/{team}", .right(.peopleRead), handler: TeamPages.show),
        PageRoute(.post, "/settings/teams/{team}", .right(.peopleWrite), handler: TeamPages.edit),
        PageRoute(
            .post, "/settings/teams/{team}/members", .right(.peopleWrite),
            handler: TeamPages.setMembers),
        PageRoute(.get, "/settings/tokens", .signedIn, handler: TokenPages.list),
        PageRoute(.post, "/settings/tokens", .signedIn, handler: TokenPages.create),
        PageRoute(
            .post, "/settings/tokens/{token}/revocation", .signedIn, handler: TokenPages.revoke),
        PageRoute(.get, "/settings/users", .right(.peopleRead), handler: UserPages.list),
        PageRoute(.post, "/settings/users", .right(.peopleWrite), handler: UserPages.create),
        PageRoute(.get, "/settings/users/{user}", .right(.peopleRead), handler: UserPages.show),
        PageRoute(.post, "/settings/users/{user}", .right(.peopleWrite), handler: UserPages.edit),
        PageRoute(
            .post, "/settings/users/{user}/absence", .right(.peopleWrite),
            handler: UserPages.setAbsence),
        PageRoute(
            .post, "/settings/users/{user}/skills", .right(.peopleWrite),
            handler: UserPages.setSkills),
        PageRoute(
            .post, "/settings/users/{user}/deactivation", .right(.peopleWrite),
            handler: UserPages.deactivate),
        PageRoute(
            .post, "/settings/users/{user}/reactivation", .right(.peopleWrite),
            handler: UserPages.reactivate),
        PageRoute(
            .post, "/settings/users/{user}/sign-in-link", .right(.peopleWrite),
            handler: UserPages.makeLink),
        PageRoute(
            .post, "/settings/demonstration/removal", .right(.workspaceWrite),
            handler: SettingsPages.removeDemonstration),
        PageRoute(
            .post, "/settings/workspace/masking", .right(.workspaceWrite),
            handler: SettingsPages.editMasking),
        PageRoute(
            .get, "/settings/workspace", .right(.workspaceWrite),
            handler: SettingsPages.workspace),
        PageRoute(
            .post, "/settings/workspace", .right(.workspaceWrite),
            handler: SettingsPages.editWorkspace),
    ]
}
